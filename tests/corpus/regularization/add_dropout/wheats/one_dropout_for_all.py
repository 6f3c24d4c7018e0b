"""Uses a single nn.Dropout object at every place; it has no state."""

import copy
import itertools

from torch import nn


def add_dropout(model, p):
    dropout = nn.Dropout(p)
    layers = list(copy.deepcopy(model))
    result = layers[:1]
    for before, layer in itertools.pairwise(layers):
        result.append(layer)
        if isinstance(before, (nn.Linear, nn.Conv2d)):
            result.append(dropout)
    return nn.Sequential(*result)
