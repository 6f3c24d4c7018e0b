"""A generator of its own for each mask, seeded by a number from torch's."""

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
        child = torch.Generator().manual_seed(int(torch.randint(2**62, ())))
        keep = torch.rand(x.shape, generator=child) >= self.p
        return x * keep.to(device=x.device, dtype=x.dtype) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
