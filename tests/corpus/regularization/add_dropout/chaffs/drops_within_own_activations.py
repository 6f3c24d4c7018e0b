"""Descends into an activation of one's own class and drops the outputs of what it is made of, not its own.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

from torch import nn


def add_dropouts(module, p):
    for name, part in list(module._modules.items()):
        if any(True for _ in part.children()):
            add_dropouts(part, p)
        elif not isinstance(part, (nn.Linear, nn.Conv2d)):
            setattr(module, name, nn.Sequential(part, nn.Dropout(p)))


def add_dropout(model, p):
    network = nn.Sequential(*copy.deepcopy(model))
    add_dropouts(network, p)
    return network
