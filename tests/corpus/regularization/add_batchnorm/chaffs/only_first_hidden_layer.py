"""Normalizes the first hidden layer only.

Fails:
    each_hidden_unit_gets_two_learnable_numbers
    every_hidden_layer_is_normalized
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i == 0 and len(model) > 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
