"""Loops over model.children(), which names an activation that is used twice only once.

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    children = list(copy.deepcopy(model).children())
    layers = []
    for layer in children[:-1]:
        layers.append(layer)
        if isinstance(layer, nn.Linear):
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers, children[-1])
