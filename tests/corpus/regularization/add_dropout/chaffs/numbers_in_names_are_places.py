"""Takes a number in a layer's name for its place, which it is not in a slice of an nn.Sequential.

Fails:
    nothing_is_dropped_after_the_output_layer
"""

import copy
from collections import OrderedDict

from torch import nn


def add_dropout(model, p):
    layers = OrderedDict()
    for place, (name, layer) in enumerate(copy.deepcopy(model)._modules.items()):
        layers[name] = layer
        number = int(name) if name.isdigit() else place
        if number % 2 == 1:
            layers[name + "_dropout"] = nn.Dropout(p)
    return nn.Sequential(layers)
