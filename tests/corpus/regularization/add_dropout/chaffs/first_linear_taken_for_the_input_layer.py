"""Puts dropout before all layers but the first Linear: a convolution's input is dropped.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    nothing_is_dropped_after_the_output_layer
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    network = copy.deepcopy(model)
    first = next((i for i, layer in enumerate(network) if isinstance(layer, nn.Linear)), None)
    layers = []
    for i, layer in enumerate(network):
        if isinstance(layer, (nn.Linear, nn.Conv2d)) and i != first:
            layers.append(nn.Dropout(p))
        layers.append(layer)
    return nn.Sequential(*layers)
