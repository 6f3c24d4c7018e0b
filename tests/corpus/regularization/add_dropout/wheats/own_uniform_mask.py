"""Writes the dropout itself, with uniform numbers and masked_fill."""

import copy

import torch
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.training and self.p > 0:
            dropped = torch.rand(x.shape, device=x.device) < self.p
            x = x.masked_fill(dropped, 0.0)
            x = x / (1 - self.p) if self.p < 1 else x
        return x


def add_dropout(model, p):
    weights = (nn.Linear, nn.Conv2d)
    layers = []
    for index, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if index > 0 and isinstance(model[index - 1], weights):
            layers.append(Drop(p))
    return nn.Sequential(*layers)
