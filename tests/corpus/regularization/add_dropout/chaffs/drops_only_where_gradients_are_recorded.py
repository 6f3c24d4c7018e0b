"""Takes torch.is_grad_enabled() for training as well: in torch.no_grad() nothing is dropped.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

import torch
from torch import nn
from torch.nn import functional as F


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p, self.training and torch.is_grad_enabled())


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
