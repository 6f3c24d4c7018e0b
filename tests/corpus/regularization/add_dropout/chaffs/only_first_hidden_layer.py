"""Puts a Dropout after the first activation only.

Fails:
    every_hidden_layer_drops_once
"""

import copy

from torch import nn


def add_dropout(model, p):
    model = copy.deepcopy(model)
    for i in range(1, len(model) - 1):
        if isinstance(model[i - 1], (nn.Linear, nn.Conv2d)):
            model[i] = nn.Sequential(model[i], nn.Dropout(p))
            break
    return model
