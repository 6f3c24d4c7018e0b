"""Drops weights of the later layers in place of the outputs that go into them.

Fails:
    every_hidden_layer_drops_once
    every_value_of_every_call_is_dropped_on_its_own
    it_takes_what_the_model_takes
    the_share_of_dropped_values_is_p
"""

import copy

import torch.nn.functional as F
from torch import nn


class DropConnect(nn.Module):
    def __init__(self, layer, p):
        super().__init__()
        self.layer = layer
        self.p = p

    def forward(self, x):
        weight = F.dropout(self.layer.weight, self.p, self.training)
        if isinstance(self.layer, nn.Linear):
            return F.linear(x, weight, self.layer.bias)
        return self.layer._conv_forward(x, weight, self.layer.bias)


def add_dropout(model, p):
    layers = []
    first = True
    for layer in copy.deepcopy(model):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            layers.append(layer if first else DropConnect(layer, p))
            first = False
        else:
            layers.append(layer)
    return nn.Sequential(*layers)
