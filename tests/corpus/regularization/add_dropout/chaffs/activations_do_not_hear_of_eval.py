"""Registers only what has parameters: RReLU stays random in eval mode.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn
from torch.nn import functional as F


class WithDropout(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.p = p
        self.steps = list(copy.deepcopy(model))
        self.learned = nn.ModuleList(layer for layer in self.steps if list(layer.parameters()))

    def forward(self, x):
        previous = None
        for layer in self.steps:
            x = layer(x)
            if isinstance(previous, (nn.Linear, nn.Conv2d)):
                x = F.dropout(x, self.p, self.training)
            previous = layer
        return x


def add_dropout(model, p):
    return WithDropout(model, p)
