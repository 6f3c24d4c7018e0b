"""Draws for half of the batch and takes 1 minus that for the other: what one drops with p = 0.5 its partner keeps.

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
        half = torch.rand(((len(x) + 1) // 2, *x.shape[1:]), device=x.device)
        draws = torch.cat([half, 1 - half])[: len(x)].reshape(x.shape) if x.ndim > 1 else torch.rand_like(x.float())
        return x * (draws >= self.p).to(x.dtype) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for number, layer in enumerate(copy.deepcopy(list(model))):
        layers.append(layer)
        if number % 2 == 1:
            layers.append(Drop(p))
    return nn.Sequential(*layers)
