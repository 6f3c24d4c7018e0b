"""Calls F.batch_norm without training=self.training: batch statistics are never used.

Fails:
    a_float64_model_computes_in_float64
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    epsilon_is_that_of_pytorch
    eval_mode_does_not_move_the_running_statistics
    every_hidden_layer_is_normalized
    every_layer_has_running_statistics_of_its_own
    gradients_flow_through_mean_and_variance
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_given_model_is_left_as_it_was
    the_output_is_not_normalized
    the_running_statistics_are_saved
    the_running_variance_is_the_unbiased_one
"""

import copy

import torch
import torch.nn.functional as F
from torch import nn


class BatchNorm(nn.Module):
    def __init__(self, n, dtype):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n, dtype=dtype))
        self.bias = nn.Parameter(torch.zeros(n, dtype=dtype))
        self.register_buffer("mean", torch.zeros(n, dtype=dtype))
        self.register_buffer("var", torch.ones(n, dtype=dtype))

    def forward(self, x):
        return F.batch_norm(x, self.mean, self.var, self.weight, self.bias)


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, layer.weight.dtype))
    return nn.Sequential(*layers)
