"""Looks for nn.ReLU: networks with other activations are not normalized.

Fails:
    a_training_batch_is_normalized_before_the_activation
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model):
        if isinstance(layer, nn.ReLU):
            before = layers[-1]
            layers.append(nn.BatchNorm1d(before.out_features, device=before.weight.device, dtype=before.weight.dtype))
        layers.append(layer)
    return nn.Sequential(*layers)
