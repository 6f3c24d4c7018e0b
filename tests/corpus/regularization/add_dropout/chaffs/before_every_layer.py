"""Puts a Dropout in front of each Linear and Conv2d, the first included: the input is dropped.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    nothing_is_dropped_after_the_output_layer
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        layers.append(layer)
    return nn.Sequential(*layers)
