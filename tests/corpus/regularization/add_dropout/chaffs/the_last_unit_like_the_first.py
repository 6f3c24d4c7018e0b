"""Draws for half of the last dimension and mirrors that: the last value is dropped with the first, and so on.

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
        draws = torch.rand(x.shape, device=x.device)
        half = x.shape[-1] // 2
        draws[..., x.shape[-1] - half :] = draws[..., :half].flip(-1)
        return x * (draws >= self.p).to(x.dtype) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for number, layer in enumerate(copy.deepcopy(list(model))):
        layers.append(layer)
        if number % 2 == 1:
            layers.append(Drop(p))
    return nn.Sequential(*layers)
