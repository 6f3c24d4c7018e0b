"""Normalizes the output and nothing else.

Fails:
    a_training_batch_is_normalized_before_the_activation
    each_hidden_unit_gets_two_learnable_numbers
    every_hidden_layer_is_normalized
    the_output_is_not_normalized
"""

import copy

from torch import nn


def add_batchnorm(model):
    network = copy.deepcopy(model)
    return network.append(
        nn.BatchNorm1d(network[-1].out_features, device=network[-1].weight.device, dtype=network[-1].weight.dtype)
    )
