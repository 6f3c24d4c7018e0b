"""Counts from the end: every second layer is an activation and gets batch norm in front."""

import copy

from torch import nn


def add_batchnorm(model):
    parts = list(copy.deepcopy(model))
    result = nn.Sequential()
    for linear, activation in zip(parts[:-1:2], parts[1::2], strict=True):
        norm = nn.BatchNorm1d(linear.out_features).to(linear.weight)
        result.append(linear).append(norm).append(activation)
    return result.append(parts[-1])
