"""Registers hooks on the caller's layers and builds the result around these: the given model drops as well.

Fails:
    the_given_model_is_left_as_it_was
"""

import itertools

import torch.nn.functional as F
from torch import nn


def add_dropout(model, p):
    def drop(module, inputs, output):
        return F.dropout(output, p, module.training)

    hooked = set()
    for before, layer in itertools.pairwise(model):
        if isinstance(before, (nn.Linear, nn.Conv2d)) and layer not in hooked:
            layer.register_forward_hook(drop)
            hooked.add(layer)
    return nn.Sequential(*model)
