"""Leaves out the dropout where the given activation is in eval mode.

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
        if isinstance(previous, (nn.Linear, nn.Conv2d)) and layer.training:
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
