"""Copies weight and bias one by one, and fails where a layer has no bias.

Fails:
    a_training_batch_is_normalized_before_the_activation
    each_hidden_unit_gets_two_learnable_numbers
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_given_model_is_left_as_it_was
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
        new = nn.Linear(layer.in_features, layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
        with torch.no_grad():
            new.weight.copy_(layer.weight)
            new.bias.copy_(layer.bias)
        layers.append(new)
        if i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
