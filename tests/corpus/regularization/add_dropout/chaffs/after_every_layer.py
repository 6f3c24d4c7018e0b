"""Puts a Dropout after every module: twice around each activation, and on the output."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers += [layer, nn.Dropout(p)]
    return nn.Sequential(*layers)
