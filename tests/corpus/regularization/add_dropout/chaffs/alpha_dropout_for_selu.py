"""Has read that SELU wants nn.AlphaDropout, which does not zero.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropout(model, p):
    network = copy.deepcopy(model)
    layers = []
    for i, layer in enumerate(network):
        layers.append(layer)
        is_hidden_activation = i > 0 and isinstance(network[i - 1], (nn.Linear, nn.Conv2d)) and i < len(network) - 1
        if is_hidden_activation:
            layers.append(nn.AlphaDropout(p) if isinstance(layer, nn.SELU) else nn.Dropout(p))
    return nn.Sequential(*layers)
