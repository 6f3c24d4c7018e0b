"""Knows activations by the module of torch that defines them: after one of the user's own nothing is dropped.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def is_activation(layer):
    return type(layer).__module__ == "torch.nn.modules.activation"


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if is_activation(layer):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
