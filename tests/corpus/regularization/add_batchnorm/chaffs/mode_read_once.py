"""Reads the mode when it is made, and keeps it.

Fails:
    a_float64_model_computes_in_float64
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_running_statistics_are_saved
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


class BatchNorm(nn.BatchNorm1d):
    def __init__(self, n, dtype, training):
        super().__init__(n, dtype=dtype)
        self.mode = training

    def forward(self, x):
        self.training = self.mode
        return super().forward(x)


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, layer.weight.dtype, model.training).to(layer.weight.device))
    return nn.Sequential(*layers)
