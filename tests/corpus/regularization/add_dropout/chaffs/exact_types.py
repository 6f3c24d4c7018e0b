"""Takes a subclass of Linear or Conv2d for an activation.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if type(layer) not in (nn.Linear, nn.Conv2d):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
