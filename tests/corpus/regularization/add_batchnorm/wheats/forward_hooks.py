"""A deep copy whose hidden layers have batch norm as a part, called by a forward hook."""

import copy

from torch import nn


def normalize(linear, inputs, output):
    return linear.norm(output)


def add_batchnorm(model):
    network = copy.deepcopy(model)
    for layer in network[:-1]:
        if isinstance(layer, nn.Linear):
            layer.norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
            layer.register_forward_hook(normalize)
    return network
