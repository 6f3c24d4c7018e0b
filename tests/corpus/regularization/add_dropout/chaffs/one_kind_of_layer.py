"""Takes the first layer's kind for that of all: in a network of both kinds only activations after it drop.

Fails:
    every_hidden_layer_drops_once
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, nn.Conv2d if isinstance(model[0], nn.Conv2d) else nn.Linear):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
