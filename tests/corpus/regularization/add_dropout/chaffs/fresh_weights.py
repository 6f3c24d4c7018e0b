"""Builds new layers of the same sizes, with new random parameters."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            layer.reset_parameters()
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
