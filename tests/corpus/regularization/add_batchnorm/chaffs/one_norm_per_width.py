"""Keeps one BatchNorm1d for each width: layers of one width share their statistics.

Fails:
    each_hidden_unit_gets_two_learnable_numbers
    every_layer_has_running_statistics_of_its_own
"""

import copy

from torch import nn


def add_batchnorm(model):
    norms = {}
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
            layers.append(norms.setdefault(layer.out_features, norm))
    return nn.Sequential(*layers)
