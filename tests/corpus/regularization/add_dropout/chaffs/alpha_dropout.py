"""Takes nn.AlphaDropout, which sets outputs to a negative value and shifts the rest instead of zeroing."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.AlphaDropout(p))
        previous = layer
    return nn.Sequential(*layers)
