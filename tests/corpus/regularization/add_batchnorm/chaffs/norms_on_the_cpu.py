"""Creates batch norm on the CPU, wherever the layers are.

Fails:
    it_computes_where_the_model_is
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
