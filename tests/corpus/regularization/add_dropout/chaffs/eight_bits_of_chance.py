"""Draws a byte for each value: p is rounded to 1/256.

Fails:
    the_share_of_dropped_values_is_p
"""

import copy

import torch
from torch import nn


class ByteDropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p
        self.limit = round(256 * p)

    def forward(self, h):
        if not self.training:
            return h
        chance = torch.randint(0, 256, h.shape, dtype=torch.uint8, device=h.device)
        return torch.where(chance >= self.limit, h / (1 - self.p), torch.zeros_like(h))


def add_dropout(model, p):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i % 2 == 1:
            layers.append(ByteDropout(p))
    return nn.Sequential(*layers)
