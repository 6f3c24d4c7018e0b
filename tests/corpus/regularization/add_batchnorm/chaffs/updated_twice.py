"""Computes the batch twice for a look at it, so that the running statistics move twice.

Fails:
    a_training_step_moves_the_running_statistics_by_a_tenth
"""

import copy

from torch import nn


class BatchNorm(nn.BatchNorm1d):
    def forward(self, x):
        self.last_spread = super().forward(x).std()
        return super().forward(x)


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
