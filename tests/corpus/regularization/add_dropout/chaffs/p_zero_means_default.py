"""`p or 0.5`, meant for None, also replaces 0.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(nn.Dropout(p or 0.5))
    return nn.Sequential(*layers)
