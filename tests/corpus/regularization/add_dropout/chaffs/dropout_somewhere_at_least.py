"""Where there is no hidden activation to drop, it drops the output, so that there is some dropout.

Fails:
    nothing_is_dropped_after_the_output_layer
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i % 2 == 1:
            layers.append(nn.Dropout(p))
    if not any(isinstance(layer, nn.Dropout) for layer in layers):
        layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
