"""Makes a new nn.Dropout in each forward pass, which is always in training mode.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


class WithDropout(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.layers = copy.deepcopy(model)
        self.p = p

    def forward(self, x):
        previous = None
        for layer in self.layers:
            x = layer(x)
            if isinstance(previous, (nn.Linear, nn.Conv2d)):
                x = nn.Dropout(self.p)(x)
            previous = layer
        return x


def add_dropout(model, p):
    return WithDropout(model, p)
