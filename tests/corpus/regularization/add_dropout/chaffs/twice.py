"""Drops before and after each activation: an output survives with probability (1-p)²."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers += [nn.Dropout(p), layer, nn.Dropout(p)]
        else:
            layers.append(layer)
        previous = layer
    return nn.Sequential(*layers)
