"""Sequential.insert() counts on layers called "0", "1", ...: with other names it raises a KeyError.

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    network = copy.deepcopy(model)
    for i in reversed(range(len(network) - 1)):
        if isinstance(network[i], nn.Linear):
            weight = network[i].weight
            network.insert(i + 1, nn.BatchNorm1d(len(weight), device=weight.device, dtype=weight.dtype))
    return network
