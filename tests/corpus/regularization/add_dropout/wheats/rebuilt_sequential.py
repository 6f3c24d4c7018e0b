"""Builds a new Sequential around a copy's layers, with a Dropout after each layer that follows a Linear or Conv2d."""

import copy

from torch import nn


def add_dropout(model: nn.Sequential, p: float) -> nn.Sequential:
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
