"""Takes whatever has parameters for a layer: nothing is put in front of PReLU.

Fails:
    a_training_batch_is_normalized_before_the_activation
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model):
        if not list(layer.parameters()):
            before = layers[-1]
            layers.append(nn.BatchNorm1d(before.out_features, device=before.weight.device, dtype=before.weight.dtype))
        layers.append(layer)
    return nn.Sequential(*layers)
