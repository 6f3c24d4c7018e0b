"""Drops before the activation, which for tanh, sigmoid and the like is another function than after it.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        layers.append(layer)
        previous = layer
    return nn.Sequential(*layers)
