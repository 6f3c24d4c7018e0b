"""Hooks dropout to an activation once for each place: one that serves several layers drops several times each.

Fails:
    every_hidden_layer_drops_once
"""

import copy
import itertools

from torch import nn
from torch.nn import functional as F


def add_dropout(model, p):
    network = copy.deepcopy(model)

    def drop(module, inputs, output):
        return F.dropout(output, p, module.training)

    for before, layer in itertools.pairwise(network):
        if isinstance(before, (nn.Linear, nn.Conv2d)):
            layer.register_forward_hook(drop)
    return network
