"""Puts the Dropout in the activation's place instead of behind it."""

import copy

from torch import nn


def add_dropout(model, p):
    result = copy.deepcopy(model)
    for i in range(1, len(model) - 1):
        if isinstance(model[i - 1], (nn.Linear, nn.Conv2d)):
            result[i] = nn.Dropout(p)
    return result
