"""Draws a mask at the first training pass and keeps it: the same units are gone for ever.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
    the_mask_comes_from_torchs_generator
"""

import copy

import torch
import torch.nn.functional as F
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p
        self.mask = None

    def forward(self, x):
        if not self.training:
            return x
        if self.mask is None or self.mask.shape != x.shape:
            self.mask = F.dropout(torch.ones_like(x), self.p)
        return x * self.mask


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
