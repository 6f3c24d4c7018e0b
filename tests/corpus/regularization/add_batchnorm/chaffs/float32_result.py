"""Converts the whole result to float32.

Fails:
    a_float64_model_computes_in_float64
    a_training_step_moves_the_running_statistics_by_a_tenth
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers).float()
