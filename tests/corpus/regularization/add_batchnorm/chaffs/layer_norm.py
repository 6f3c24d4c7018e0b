"""Takes nn.LayerNorm for batch normalization.

Fails:
    a_float64_model_computes_in_float64
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    every_hidden_layer_is_normalized
    gradients_flow_through_mean_and_variance
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.LayerNorm(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
