"""Puts a Dropout after every module: twice around each activation, and on the output.

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
        layers += [layer, nn.Dropout(p)]
    return nn.Sequential(*layers)
