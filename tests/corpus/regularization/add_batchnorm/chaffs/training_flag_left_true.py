"""Calls F.batch_norm with training=True whatever the mode.

Fails:
    a_float64_model_computes_in_float64
    a_training_step_moves_the_running_statistics_by_a_tenth
    in_eval_mode_a_new_network_is_nearly_the_given_one
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
        return F.batch_norm(x, self.mean, self.var, self.weight, self.bias, training=True)


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, layer.weight.dtype).to(layer.weight.device))
    return nn.Sequential(*layers)
