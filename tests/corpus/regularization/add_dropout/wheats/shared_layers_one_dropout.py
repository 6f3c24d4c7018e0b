"""No copy: the model's own layers in a new Sequential, with one dropout object at every place."""

from torch import nn


def add_dropout(model, p):
    dropout = nn.Dropout(p)
    layers = list(model)
    result = []
    for before, layer in zip([None, *layers], layers, strict=False):
        result.append(layer)
        if isinstance(before, (nn.Linear, nn.Conv2d)) and layer is not layers[-1]:
            result.append(dropout)
    return nn.Sequential(*result)
