"""Freezes scale and shift where the given layer is frozen: they are to be learnable.

Fails:
    each_hidden_unit_gets_two_learnable_numbers
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
            layers.append(norm.requires_grad_(layer.weight.requires_grad))
    return nn.Sequential(*layers)
