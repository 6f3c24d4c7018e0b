"""Finds the widths by a pass through the given model, whose own activation may count its calls.

Fails:
    the_given_model_is_left_as_it_was
"""

import copy

import torch
from torch import nn


def add_batchnorm(model):
    weight = model[0].weight
    x = torch.zeros(2, model[0].in_features, dtype=weight.dtype, device=weight.device)
    layers = list(copy.deepcopy(model))
    result = []
    with torch.no_grad():
        for i, layer in enumerate(model):
            x = layer(x)
            result.append(layers[i])
            if i % 2 == 0 and i < len(model) - 1:
                result.append(nn.BatchNorm1d(x.shape[1], device=x.device, dtype=x.dtype))
    return nn.Sequential(*result)
