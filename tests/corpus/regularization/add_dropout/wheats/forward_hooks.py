"""Leaves the structure alone and registers forward hooks on a copy's activations, once per object."""

import copy
import itertools

import torch.nn.functional as F
from torch import nn


def add_dropout(model, p):
    model = copy.deepcopy(model)

    def drop(module, inputs, output):
        return F.dropout(output, p, module.training)

    hooked = set()
    for before, layer in itertools.pairwise(model):
        if isinstance(before, (nn.Linear, nn.Conv2d)) and layer not in hooked:
            layer.register_forward_hook(drop)
            hooked.add(layer)
    return model
