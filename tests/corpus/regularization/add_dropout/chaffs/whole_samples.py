"""Draws one number per sample and drops all of a layer's outputs together, not each on its own.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
    it_takes_what_the_model_takes
    the_share_of_dropped_values_is_p

May fail:
    every_hidden_layer_drops_once
"""

import copy

import torch.nn.functional as F
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        shape = [len(x)] + [1] * (x.ndim - 1)
        return x * F.dropout(x.new_ones(shape), self.p, self.training)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
