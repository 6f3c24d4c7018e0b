"""Draws integers from 0 to 99 and compares with round(100 * p).

Fails:
    the_share_of_dropped_values_is_p
"""

import copy

import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, hidden):
        if not self.training:
            return hidden
        dropped = torch.randint(100, hidden.shape, device=hidden.device) < round(100 * self.p)
        return hidden.masked_fill(dropped, 0) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(Dropout(p))
    return nn.Sequential(*layers)
