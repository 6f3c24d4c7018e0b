"""Carries requires_grad over by names, which mean other layers now: of a frozen model one normalization is frozen.

Fails:
    each_hidden_unit_gets_two_learnable_numbers
"""

import copy

from torch import nn


def add_batchnorm(model):
    frozen = {name for name, w in model.named_parameters() if not w.requires_grad}
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i % 2 == 0 and i < len(model) - 1:
            weight = layer.weight
            layers.append(nn.BatchNorm1d(layer.out_features, device=weight.device, dtype=weight.dtype))
    result = nn.Sequential(*layers)
    for name, w in result.named_parameters():
        w.requires_grad_(name not in frozen)
    return result
