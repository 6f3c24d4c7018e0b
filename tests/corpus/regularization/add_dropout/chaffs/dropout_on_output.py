"""Puts a Dropout after the output layer too, so that logits are dropped in training."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers, nn.Dropout(p))
