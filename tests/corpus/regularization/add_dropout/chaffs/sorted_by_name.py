"""Sorts layers with numbers for names by name: "10" comes before "2", from five hidden layers on.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


def add_dropout(model, p):
    names = list(model._modules)
    if all(name.isdigit() for name in names):
        names = sorted(names)
    layers = [copy.deepcopy(model._modules[name]) for name in names]
    parts = []
    for place, layer in enumerate(layers):
        parts.append(layer)
        if place % 2 and layer is not layers[-1]:
            parts.append(nn.Dropout(p))
    return nn.Sequential(*parts)
