"""Puts a Dropout in front of the output layer only.

Fails:
    every_hidden_layer_drops_once
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = list(copy.deepcopy(model))
    if len(layers) > 1:
        layers.insert(-1, nn.Dropout(p))
    return nn.Sequential(*layers)
