"""Draws one mask for the whole batch, so that every image loses the same units."""

import copy

import torch
import torch.nn.functional as F
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return x * F.dropout(torch.ones_like(x[:1]), self.p, self.training)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
