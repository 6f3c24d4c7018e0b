"""Drops in place behind nn.ReLU(inplace=True), whose gradient needs what is overwritten: it cannot be trained.

Fails:
    the_parameters_can_still_be_trained
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for place, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if place % 2 == 1:
            layers.append(nn.Dropout(p, inplace=getattr(layer, "inplace", False)))
    return nn.Sequential(*layers)
