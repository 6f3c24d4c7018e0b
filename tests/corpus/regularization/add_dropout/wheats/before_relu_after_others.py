"""Drops before ReLU and LeakyReLU, where it is the same function, and after any other activation."""

import copy

from torch import nn


def add_dropout(model, p):
    result = nn.Sequential()
    is_activation = False
    for layer in copy.deepcopy(model):
        if not is_activation:
            result.append(layer)
        elif isinstance(layer, (nn.ReLU, nn.LeakyReLU)):
            result.append(nn.Dropout(p)).append(layer)
        else:
            result.append(layer).append(nn.Dropout(p))
        is_activation = isinstance(layer, (nn.Linear, nn.Conv2d))
    return result
