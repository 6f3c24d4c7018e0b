"""Multiplies by Gaussian noise of the same mean and variance: nothing is ever zero.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    every_value_of_every_call_is_dropped_on_its_own
    the_share_of_dropped_values_is_p
"""

import copy

import torch
from torch import nn


class GaussianDropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.std = (p / (1 - p)) ** 0.5 if p < 1 else 0.0

    def forward(self, x):
        return x * (1 + self.std * torch.randn_like(x)) if self.training else x


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(GaussianDropout(p))
        previous = layer
    return nn.Sequential(*layers)
