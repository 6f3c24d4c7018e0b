"""Sorts layers with numbers for names by name: "10" comes before "2", from five hidden layers on.

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    names = list(model._modules)
    if all(name.isdigit() for name in names):
        names = sorted(names)
    layers = []
    for name in names:
        layer = copy.deepcopy(model._modules[name])
        layers.append(layer)
        if isinstance(layer, nn.Linear) and name != names[-1]:
            layers.append(nn.BatchNorm1d(layer.out_features).to(layer.weight))
    return nn.Sequential(*layers)
