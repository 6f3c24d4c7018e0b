"""Remembers what it returned for a model: two networks from one model are the same.

Fails:
    every_layer_has_running_statistics_of_its_own
"""

import copy
import functools

from torch import nn


@functools.cache
def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
