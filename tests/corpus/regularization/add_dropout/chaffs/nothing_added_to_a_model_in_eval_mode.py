"""Adds dropout only if the given model is in training mode.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if model.training and not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
