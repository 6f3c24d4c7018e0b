"""Takes all that has a bias for a Linear or Conv2d: an activation with one gets no dropout.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not hasattr(layer, "bias"):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
