"""Takes nn.Dropout2d after convolutions, which drops whole channels.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i % 2 == 1:
            convolutional = isinstance(model[i - 1], nn.Conv2d)
            layers.append(nn.Dropout2d(p) if convolutional else nn.Dropout(p))
    return nn.Sequential(*layers)
