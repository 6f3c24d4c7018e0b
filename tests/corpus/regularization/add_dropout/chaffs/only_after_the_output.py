"""Appends a single Dropout at the end of the model: hidden layers are not regularized, the output is."""

import copy

from torch import nn


def add_dropout(model, p):
    return nn.Sequential(*copy.deepcopy(model), nn.Dropout(p))
