"""Puts a Dropout in front of the first layer too, so that pixels are dropped.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    nothing_is_dropped_after_the_output_layer
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = [nn.Dropout(p)]
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
