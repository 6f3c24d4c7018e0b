"""Normalizes after the activation, as some networks do; the task says before.

Fails:
    a_training_batch_is_normalized_before_the_activation
    epsilon_is_that_of_pytorch
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    width = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(layer, nn.Linear):
            width, dtype = layer.out_features, layer.weight.dtype
        else:
            layers.append(nn.BatchNorm1d(width, dtype=dtype))
    return nn.Sequential(*layers)
