"""Puts the norms into hooks that ask their own layer for its norm, so that a deep copy's hooks find the copy's."""

import copy

from torch import nn


def normalize(layer, inputs, output):
    return layer.norm(output)


def add_batchnorm(model):
    network = nn.Sequential(*copy.deepcopy(list(model)))
    for layer in list(network)[:-1:2]:
        layer.norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
        layer.register_forward_hook(normalize)
    return network
