"""Thinks of Linear layers only: activations that follow a Conv2d are not dropped."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, nn.Linear):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
