"""Inserts into a deep copy from the back, so that positions stay right."""

import copy

from torch import nn


def add_batchnorm(model):
    network = copy.deepcopy(model)
    for i in reversed(range(len(network) - 1)):
        if isinstance(network[i], nn.Linear):
            weight = network[i].weight
            network.insert(i + 1, nn.BatchNorm1d(len(weight), device=weight.device, dtype=weight.dtype))
    return network
