"""Compares type(layer): after a subclass of nn.Linear or nn.Conv2d nothing is dropped.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if type(previous) in (nn.Linear, nn.Conv2d):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
