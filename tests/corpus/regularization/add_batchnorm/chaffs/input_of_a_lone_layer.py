"""Finds no hidden layer to normalize in a network of one layer, and normalizes the input there.

Fails:
    the_output_is_not_normalized
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    if len(model) == 1:
        layers.insert(0, nn.BatchNorm1d(model[0].in_features).to(model[0].weight))
    return nn.Sequential(*layers)
