"""Puts the Dropout in front of every Linear and Conv2d but the first, which is the same place."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    first = True
    for layer in copy.deepcopy(model):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            if not first:
                layers.append(nn.Dropout(p))
            first = False
        layers.append(layer)
    return nn.Sequential(*layers)
