"""Finds no hidden layer to drop in a network of one layer, and drops the input there.

Fails:
    nothing_is_dropped_after_the_output_layer
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    if len(model) == 1:
        layers.insert(0, nn.Dropout(p))
    return nn.Sequential(*layers)
