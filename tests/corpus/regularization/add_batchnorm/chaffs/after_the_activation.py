"""Normalizes after the activation, as some networks do; the task says before.

Fails:
    a_training_batch_is_normalized_before_the_activation
    epsilon_is_that_of_pytorch
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    before = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(layer, nn.Linear):
            before = layer
        else:
            layers.append(nn.BatchNorm1d(before.out_features).to(before.weight))
    return nn.Sequential(*layers)
