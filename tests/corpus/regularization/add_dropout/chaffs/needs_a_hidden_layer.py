"""Unpacks a last hidden activation: a network that is only an output layer raises.

Fails:
    nothing_is_dropped_after_the_output_layer
"""

import copy

from torch import nn


def add_dropout(model, p):
    *first, last_activation, output = copy.deepcopy(model)
    layers = []
    for layer in first:
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers, last_activation, nn.Dropout(p), output)
