"""Allows p up to 0.9: above that it drops less.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(min(p, 0.9)))
        previous = layer
    return nn.Sequential(*layers)
