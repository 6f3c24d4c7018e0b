"""F.linear and the convolution's own function with the copies' weights; activations as they are."""

import copy

import torch
from torch import nn
from torch.nn import functional as F


class Functional(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.layers = nn.ModuleList(copy.deepcopy(model))
        self.p = p

    def computed(self, layer, x):
        if isinstance(layer, nn.Linear):
            return F.linear(x, layer.weight, layer.bias)
        if isinstance(layer, nn.Conv2d):
            return layer._conv_forward(x, layer.weight, layer.bias)
        return torch.dropout(layer(x), self.p, self.training)

    def forward(self, x):
        for layer in self.layers:
            x = self.computed(layer, x)
        return x


def add_dropout(model, p):
    return Functional(model, p)
