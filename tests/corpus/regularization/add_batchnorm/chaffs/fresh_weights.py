"""Builds the layers anew and does not copy their weights.

Fails:
    a_float64_model_computes_in_float64
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    epsilon_is_that_of_pytorch
    every_hidden_layer_is_normalized
    every_layer_has_running_statistics_of_its_own
    gradients_flow_through_mean_and_variance
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_output_is_not_normalized
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        if not isinstance(layer, nn.Linear):
            layers.append(layer)
            continue
        like = {"device": layer.weight.device, "dtype": layer.weight.dtype}
        layers.append(nn.Linear(layer.in_features, layer.out_features, bias=layer.bias is not None, **like))
        if i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, **like))
    return nn.Sequential(*layers)
