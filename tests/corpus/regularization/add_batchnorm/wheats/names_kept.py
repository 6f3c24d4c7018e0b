"""Keeps the names of the layers, and names each batch norm after its layer."""

import copy
from collections import OrderedDict

from torch import nn


def add_batchnorm(model):
    parts = OrderedDict()
    *hidden, (last, output) = copy.deepcopy(model)._modules.items()
    for name, layer in hidden:
        parts[name] = layer
        if isinstance(layer, nn.Linear):
            parts[f"{name}_normalized"] = nn.BatchNorm1d(layer.out_features).to(layer.weight)
    parts[last] = output
    return nn.Sequential(parts)
