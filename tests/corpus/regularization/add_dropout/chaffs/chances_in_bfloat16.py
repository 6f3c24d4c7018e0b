"""Draws in bfloat16, where a chance is a multiple of 1/256.

Fails:
    the_share_of_dropped_values_is_p
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
        mask = (torch.rand(x.shape, dtype=torch.bfloat16) >= self.p).to(device=x.device, dtype=x.dtype)
        return x * mask / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
    return nn.Sequential(*layers)
