"""Takes mean and variance in the first hidden layer only; deeper ones get a scale and a shift.

Fails:
    every_hidden_layer_is_normalized
"""

import copy

import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self, like):
        super().__init__()
        self.weight = nn.Parameter(torch.ones_like(like[:, 0]))
        self.bias = nn.Parameter(torch.zeros_like(like[:, 0]))

    def forward(self, x):
        return x * self.weight + self.bias


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features).to(layer.weight) if i == 0 else Affine(layer.weight))
    return nn.Sequential(*layers)
