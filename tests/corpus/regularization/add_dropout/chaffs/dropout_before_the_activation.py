"""Puts dropout between layer and activation, the same for ReLU only.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    network = copy.deepcopy(model)
    for i, layer in enumerate(network):
        layers.append(layer)
        if isinstance(layer, (nn.Linear, nn.Conv2d)) and i < len(network) - 1:
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
