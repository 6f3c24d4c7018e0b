"""Compares type(layer) with nn.Linear: behind a subclass of it nothing is normalized.

Fails:
    a_training_batch_is_normalized_before_the_activation
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if type(layer) is nn.Linear and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
