"""Takes nn.LazyBatchNorm1d, which finds out the width when the first batch comes."""

import copy

from torch import nn


def add_batchnorm(model):
    *hidden, output = copy.deepcopy(model)
    layers = []
    for layer in hidden:
        layers.append(layer)
        if hasattr(layer, "in_features"):
            layers.append(nn.LazyBatchNorm1d(device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers, output)
