"""Puts a Dropout in front of the output layer only."""

import copy

from torch import nn


def add_dropout(model, p):
    layers = list(copy.deepcopy(model))
    return nn.Sequential(*layers[:-1], nn.Dropout(p), layers[-1])
