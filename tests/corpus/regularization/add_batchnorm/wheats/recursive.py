"""Takes the network apart from the front, hidden layer by hidden layer."""

import copy

from torch import nn


def normalized(layers):
    if len(layers) < 2:
        return layers
    first, activation, *others = layers
    norm = nn.BatchNorm1d(first.out_features, eps=1e-5, momentum=0.1, device=first.weight.device)
    return [first, norm.to(first.weight.dtype), activation, *normalized(others)]


def add_batchnorm(model):
    return nn.Sequential(*normalized([copy.deepcopy(layer) for layer in model]))
