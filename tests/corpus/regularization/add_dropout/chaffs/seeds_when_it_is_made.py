"""Calls torch.manual_seed when the network is made, "so that results can be repeated".

Fails:
    the_mask_comes_from_torchs_generator
"""

import copy

import torch
from torch import nn


def add_dropout(model, p):
    torch.manual_seed(0)
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
