"""Draws one mask for the whole batch, so that every image loses the same units.

Fails:
    every_hidden_layer_drops_once
    every_value_of_every_call_is_dropped_on_its_own
    the_share_of_dropped_values_is_p
"""

import copy

import torch
import torch.nn.functional as F
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return x * F.dropout(torch.ones_like(x[:1]), self.p, self.training)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
