"""Returns a copy of the model; calling insert on a throw-away list adds nothing to it."""

import copy

from torch import nn


def add_dropout(model, p):
    result = copy.deepcopy(model)
    layers = list(result)
    for position in range(len(layers) - 2, 0, -1):
        if isinstance(layers[position - 1], (nn.Linear, nn.Conv2d)):
            layers.insert(position + 1, nn.Dropout(p))
    return result
