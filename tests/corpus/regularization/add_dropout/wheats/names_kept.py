"""Keeps the names of the layers, and names each dropout after its activation."""

import copy
from collections import OrderedDict

from torch import nn


def add_dropout(model, p):
    parts = OrderedDict()
    hidden = False
    for name, layer in copy.deepcopy(model)._modules.items():
        parts[name] = layer
        if hidden:
            parts[f"{name}_dropout"] = nn.Dropout(p)
        hidden = isinstance(layer, (nn.Linear, nn.Conv2d))
    return nn.Sequential(parts)
