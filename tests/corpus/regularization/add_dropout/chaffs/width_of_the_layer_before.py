"""Makes the mask as wide as the hidden layer, though a gated activation has half as many outputs.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

import torch
from torch import nn


class Drop(nn.Module):
    def __init__(self, p, width):
        super().__init__()
        self.p, self.width = p, width

    def forward(self, x):
        if not self.training:
            return x
        keep = torch.rand(*x.shape[:-1], self.width or x.shape[-1], device=x.device) >= self.p
        return x * keep / (1 - self.p)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p, getattr(previous, "out_features", None)))
        previous = layer
    return nn.Sequential(*layers)
