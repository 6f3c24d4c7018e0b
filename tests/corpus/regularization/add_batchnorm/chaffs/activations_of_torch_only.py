"""Knows activations by the module of torch that defines them: in front of one of the user's own is nothing.

Fails:
    a_training_batch_is_normalized_before_the_activation
"""

import copy

from torch import nn
from torch.nn.modules import activation


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model):
        if type(layer).__module__ == activation.__name__:
            layers.append(nn.BatchNorm1d(layers[-1].out_features).to(layers[-1].weight))
        layers.append(layer)
    return nn.Sequential(*layers)
