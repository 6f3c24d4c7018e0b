"""Keeps the layers in a plain list: eval() and parameters() do not reach them.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
    the_parameters_can_still_be_trained
"""

import copy

from torch import nn


class WithDropout(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.layers = []
        previous = None
        for layer in copy.deepcopy(model):
            self.layers.append(layer)
            if isinstance(previous, (nn.Linear, nn.Conv2d)):
                self.layers.append(nn.Dropout(p))
            previous = layer

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_dropout(model, p):
    return WithDropout(model, p)
