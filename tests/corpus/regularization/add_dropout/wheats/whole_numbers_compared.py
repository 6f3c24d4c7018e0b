"""Draws whole numbers of 30 bits and compares them with p times their range."""

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
        drawn = torch.randint(1 << 30, x.shape, device=x.device)
        return torch.masked_fill(x, drawn < self.p * (1 << 30), 0).div(1 - self.p)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
