"""Normalizes in float32 and converts back: digits of a float64 model are lost.

Fails:
    a_float64_model_computes_in_float64
    a_training_step_moves_the_running_statistics_by_a_tenth
"""

import copy

from torch import nn


class BatchNorm(nn.BatchNorm1d):
    def forward(self, x):
        return super().forward(x.float()).to(x.dtype)


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, device=layer.weight.device))
    return nn.Sequential(*layers)
