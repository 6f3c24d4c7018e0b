"""Looks its layers up by the names "0", "1", ..., which a network made with an OrderedDict does not have.

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    network = copy.deepcopy(model)
    layers = []
    for i in range(len(network)):
        layer = network._modules[str(i)]
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(network) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features).to(layer.weight))
    return nn.Sequential(*layers)
