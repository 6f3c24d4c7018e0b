"""Normalizes what goes into each Linear behind the first, so after the activations, and the input.

Fails:
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    epsilon_is_that_of_pytorch
    gradients_flow_through_mean_and_variance
    the_output_is_not_normalized
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model):
        if isinstance(layer, nn.Linear):
            layers.append(nn.BatchNorm1d(layer.in_features, device=layer.weight.device, dtype=layer.weight.dtype))
        layers.append(layer)
    return nn.Sequential(*layers)
