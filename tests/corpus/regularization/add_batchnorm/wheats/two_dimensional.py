"""Takes nn.BatchNorm2d on a view in which each unit is a channel of 1×1, in nested blocks."""

import copy

from torch import nn


def add_batchnorm(model):
    *hidden, output = copy.deepcopy(model)
    blocks = []
    for linear, activation in zip(hidden[::2], hidden[1::2], strict=True):
        norm = nn.BatchNorm2d(linear.out_features, device=linear.weight.device, dtype=linear.weight.dtype)
        blocks.append(nn.Sequential(linear, nn.Unflatten(1, (-1, 1, 1)), norm, nn.Flatten(), activation))
    return nn.Sequential(nn.Sequential(*blocks), output)
