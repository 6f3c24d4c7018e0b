"""Believes that `[block] * n` makes n layers: it is one layer used n times.

Fails:
    every_hidden_size_counts
"""

from itertools import groupby

from torch import nn


def hidden_layer(inputs, outputs, p):
    return nn.Sequential(nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(p))


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    inputs = 784
    for width, group in groupby(hidden_sizes):
        repeats = len(list(group))
        layers.append(hidden_layer(inputs, width, p))
        if repeats > 1:
            layers += [hidden_layer(width, width, p)] * (repeats - 1)
        inputs = width
    layers.append(nn.Linear(inputs, num_classes))
    return nn.Sequential(*layers)
