"""Normalizes before and after each activation.

Fails:
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    epsilon_is_that_of_pytorch
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model):
        if isinstance(layer, nn.Linear):
            layers.append(layer)
        else:
            width, dtype = layers[-1].out_features, layers[-1].weight.dtype
            layers += [nn.BatchNorm1d(width, dtype=dtype), layer, nn.BatchNorm1d(width, dtype=dtype)]
    return nn.Sequential(*layers)
