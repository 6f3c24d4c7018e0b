"""Takes the layers for itself and leaves copies in the given model: the caller's optimizer has the wrong ones.

Fails:
    the_given_model_is_left_as_it_was
"""

import copy

from torch import nn


def add_dropout(model, p):
    given = list(model)
    copies = copy.deepcopy(given)
    for i, layer in enumerate(copies):
        model[i] = layer
    layers = []
    previous = None
    for layer in given:
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
