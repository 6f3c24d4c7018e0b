"""Reshapes to (rows, -1), which an empty batch does not allow.

Fails:
    it_takes_what_the_model_takes
"""

import copy

from torch import nn
from torch.nn import functional as F


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        rows = x.reshape(len(x), -1)
        return F.dropout(rows, self.p, self.training).reshape(x.shape)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
