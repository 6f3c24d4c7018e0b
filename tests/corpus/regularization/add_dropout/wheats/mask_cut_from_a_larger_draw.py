"""Draws more numbers than it needs, in another order than the values, and cuts the mask out."""

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
        draws = torch.rand(x.numel() + 5, device=x.device)[2 : x.numel() + 2].flip(0).reshape(x.shape)
        return x * (draws >= self.p).to(x.dtype) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for number, layer in enumerate(copy.deepcopy(list(model))):
        layers.append(layer)
        if number % 2 == 1:
            layers.append(Drop(p))
    return nn.Sequential(*layers)
