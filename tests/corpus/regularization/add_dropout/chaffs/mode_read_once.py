"""Reads self.training once, in the constructor, so that eval() has no effect.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

import torch.nn.functional as F
from torch import nn


class WithDropout(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.layers = copy.deepcopy(model)
        self.p = p
        self.active = self.training

    def forward(self, x):
        previous = None
        for layer in self.layers:
            x = layer(x)
            if isinstance(previous, (nn.Linear, nn.Conv2d)):
                x = F.dropout(x, self.p, self.active)
            previous = layer
        return x


def add_dropout(model, p):
    return WithDropout(model, p)
