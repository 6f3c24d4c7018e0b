"""Writes the dropout itself, with torch.bernoulli."""

import copy

import torch
from torch import nn


class MyDropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.keep = 1.0 - p

    def forward(self, x):
        if not self.training:
            return x
        if self.keep == 0:
            return torch.zeros_like(x)
        mask = torch.bernoulli(torch.full_like(x, self.keep))
        return x * mask / self.keep


def add_dropout(model, p):
    new = nn.Sequential()
    weights_before = False
    for number, layer in enumerate(copy.deepcopy(model)):
        new.add_module(f"layer{number}", layer)
        if weights_before:
            new.add_module(f"dropout{number}", MyDropout(p))
        weights_before = isinstance(layer, (nn.Linear, nn.Conv2d))
    return new
