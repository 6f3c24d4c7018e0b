"""Drops the outputs of convolutions with half the probability, since neighbouring pixels say the same.

Fails:
    every_hidden_layer_drops_once
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
        p = self.p / 2 if x.ndim == 4 else self.p
        return x * (torch.rand_like(x) >= p) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i % 2 == 1:
            layers.append(Drop(p))
    return nn.Sequential(*layers)
