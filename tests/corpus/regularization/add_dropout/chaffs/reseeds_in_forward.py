"""Calls torch.manual_seed in each forward pass, so that every pass drops the same outputs."""

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
