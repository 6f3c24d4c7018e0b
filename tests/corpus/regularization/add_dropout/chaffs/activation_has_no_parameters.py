"""Takes a layer without parameters for an activation: nothing is dropped after PReLU.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i > 0 and len(list(layer.parameters())) == 0:
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
