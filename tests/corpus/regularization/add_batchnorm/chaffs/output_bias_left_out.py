"""Leaves out every bias, also that of the output layer, which nothing replaces.

Fails:
    each_hidden_unit_gets_two_learnable_numbers
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_output_is_not_normalized
    the_running_statistics_are_saved
"""

import copy

import torch
from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        if not isinstance(layer, nn.Linear):
            layers.append(layer)
            continue
        like = {"device": layer.weight.device, "dtype": layer.weight.dtype}
        new = nn.Linear(layer.in_features, layer.out_features, bias=False, **like)
        with torch.no_grad():
            new.weight.copy_(layer.weight)
        layers.append(new)
        if i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, **like))
    return nn.Sequential(*layers)
