"""Draws one mask for all places of a sequence (N, T, features), as is done in recurrent networks.

Fails:
    it_takes_what_the_model_takes
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
        shape = (x.shape[0], 1, x.shape[2]) if x.ndim == 3 else x.shape
        draws = torch.rand(shape, device=x.device)
        return x * (draws >= self.p).to(x.dtype) / (1 - self.p)


def add_dropout(model, p):
    layers = []
    for number, layer in enumerate(copy.deepcopy(list(model))):
        layers.append(layer)
        if number % 2 == 1:
            layers.append(Drop(p))
    return nn.Sequential(*layers)
