"""Calls view(-1), which fails where values do not lie one after the other, as in channels_last.

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
        return F.dropout(x.view(-1), self.p, self.training).view(x.shape)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
