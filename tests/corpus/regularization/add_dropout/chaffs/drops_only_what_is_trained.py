"""Drops only where the hidden values require a gradient: a frozen network keeps them all.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn
from torch.nn import functional as F


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p, self.training and x.requires_grad)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
