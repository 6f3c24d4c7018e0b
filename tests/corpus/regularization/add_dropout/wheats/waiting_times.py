"""Draws exponential waiting times and drops what comes too early."""

import copy
import math

import torch
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        times = torch.empty(x.shape, device=x.device).exponential_()
        return torch.where(times < -math.log1p(-self.p), torch.zeros_like(x), x / (1 - self.p))


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
