"""Drops before and after each activation: an output survives with probability (1-p)².

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers += [nn.Dropout(p), layer, nn.Dropout(p)]
        else:
            layers.append(layer)
        previous = layer
    return nn.Sequential(*layers)
