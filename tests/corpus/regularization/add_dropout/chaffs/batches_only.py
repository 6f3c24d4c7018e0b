"""Drops in batches of rows and of images only: single samples and sequences pass whole.

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
        return F.dropout(x, self.p, self.training and x.ndim in (2, 4))


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
