"""Lets gradients pass as if nothing had been dropped.

Fails:
    gradients_flow_through_what_is_kept
"""

import copy

from torch import nn
from torch.nn import functional as F


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return x + (F.dropout(x, self.p, self.training) - x).detach()


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
