"""Drops positive values only.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
"""

import copy

import torch
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        dropped = (torch.rand(x.shape, device=x.device) < self.p) & (x > 0)
        return x.masked_fill(dropped, 0) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
