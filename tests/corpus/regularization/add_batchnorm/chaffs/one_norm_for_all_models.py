"""Keeps its modules between calls: all models normalize with the same statistics.

Fails:
    a_float64_model_computes_in_float64
    a_training_step_moves_the_running_statistics_by_a_tenth
    epsilon_is_that_of_pytorch
    every_layer_has_running_statistics_of_its_own
    gradients_flow_through_mean_and_variance
    in_eval_mode_a_new_network_is_nearly_the_given_one

May fail:
    each_hidden_unit_gets_two_learnable_numbers
"""

import copy

from torch import nn

NORMS = {}


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            key = (i, layer.out_features, layer.weight.dtype)
            if key not in NORMS:
                NORMS[key] = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
            layers.append(NORMS[key])
    return nn.Sequential(*layers)
