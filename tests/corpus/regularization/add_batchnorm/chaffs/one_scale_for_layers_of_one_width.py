"""Layers of the same width share scale and shift, each with statistics of its own.

Fails:
    each_hidden_unit_gets_two_learnable_numbers
"""

import copy

from torch import nn


def add_batchnorm(model):
    first = {}
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
            shared = first.setdefault(layer.out_features, norm)
            norm.weight, norm.bias = shared.weight, shared.bias
            layers.append(norm)
    return nn.Sequential(*layers)
