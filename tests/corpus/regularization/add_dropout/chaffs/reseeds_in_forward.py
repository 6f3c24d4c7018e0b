"""Calls torch.manual_seed in each forward pass, so that every pass drops the same outputs.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
    the_mask_comes_from_torchs_generator
"""

import copy

import torch
from torch import nn


class Network(nn.Sequential):
    def forward(self, x):
        torch.manual_seed(0)
        return super().forward(x)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return Network(*layers)
