"""Puts the given model's own layers, not copies, into a new Sequential: parameters are shared."""

from torch import nn

NOT_AN_ACTIVATION = (nn.Linear, nn.Conv2d, nn.Flatten)


def add_dropout(model, p):
    layers = []
    for layer in model:
        layers.append(layer)
        if not isinstance(layer, NOT_AN_ACTIVATION):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
