"""Lets the Dropout work in place, on a copy of the activation's output."""

import copy

from torch import nn


class DroppingActivation(nn.Module):
    """Copies an activation's output, whose values the backward pass may still need, and then drops in place."""

    def __init__(self, activation, p):
        super().__init__()
        self.activation = activation
        self.dropout = nn.Dropout(p, inplace=True)

    def forward(self, x):
        return self.dropout(self.activation(x).clone())


def add_dropout(model, p):
    layers = list(copy.deepcopy(model))
    for i in range(1, len(layers)):
        if isinstance(layers[i - 1], (nn.Linear, nn.Conv2d)):
            layers[i] = DroppingActivation(layers[i], p)
    return nn.Sequential(*layers)
