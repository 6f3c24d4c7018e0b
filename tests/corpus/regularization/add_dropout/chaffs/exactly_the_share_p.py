"""Drops exactly round(p * n) of a layer's n values: how many are dropped never varies.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
"""

import copy

import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, hidden):
        if not self.training:
            return hidden
        n = hidden.numel()
        mask = torch.ones(n, dtype=hidden.dtype, device=hidden.device)
        mask[torch.randperm(n, device=hidden.device)[: round(self.p * n)]] = 0
        return hidden * mask.reshape(hidden.shape) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(Dropout(p))
    return nn.Sequential(*layers)
