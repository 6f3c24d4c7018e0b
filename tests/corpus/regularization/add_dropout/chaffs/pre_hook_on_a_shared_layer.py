"""Drops in a hook before every layer but the first: a layer that stands in two places drops the input as well.

Fails:
    every_hidden_layer_drops_once
"""

import copy

from torch.nn import functional as F


def add_dropout(model, p):
    def drop(module, args):
        return F.dropout(args[0], p, module.training)

    net = copy.deepcopy(model)
    for layer in list(net)[2::2]:  # all linear layers but the first: their input is an activation's output
        layer.register_forward_pre_hook(drop)
    return net.train()
