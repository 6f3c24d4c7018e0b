"""Gives the hidden layers no bias, since batch norm subtracts it again and has a shift of its own."""

import copy

import torch
from torch import nn


def without_bias(linear):
    new = nn.Linear(
        linear.in_features, linear.out_features, bias=False, device=linear.weight.device, dtype=linear.weight.dtype
    )
    with torch.no_grad():
        new.weight.copy_(linear.weight)
    return new


def add_batchnorm(model):
    layers = []
    for layer in model[:-1]:
        if isinstance(layer, nn.Linear):
            layers += [
                without_bias(layer),
                nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype),
            ]
        else:
            layers.append(copy.deepcopy(layer))
    return nn.Sequential(*layers, copy.deepcopy(model[-1]))
