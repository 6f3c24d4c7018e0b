"""A generator function yields the layers and, behind each activation, a dropout."""

import copy
from itertools import zip_longest

from torch import nn


def with_dropouts(layers, p):
    for place, (layer, following) in enumerate(zip_longest(layers, layers[1:])):
        yield layer
        if place % 2 == 1 and following is not None:
            yield nn.Dropout(p)


def add_dropout(model, p):
    return nn.Sequential(*with_dropouts(list(copy.deepcopy(model)), p))
