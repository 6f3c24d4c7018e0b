"""Normalizes before and after each activation.

Fails:
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    epsilon_is_that_of_pytorch
    gradients_flow_through_mean_and_variance
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
            before, after = (nn.BatchNorm1d(layers[-1].out_features).to(layers[-1].weight) for _ in range(2))
            layers += [before, layer, after]
    return nn.Sequential(*layers)
