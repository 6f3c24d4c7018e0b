"""Takes GELU for the hidden layers."""

import itertools

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    sizes = [28 * 28, *hidden_sizes]
    layers = [nn.Flatten()]
    for inputs, outputs in itertools.pairwise(sizes):
        layers.extend((nn.Linear(inputs, outputs), nn.GELU(), nn.Dropout(p)))
    layers.append(nn.Linear(sizes[-1], num_classes))
    return nn.Sequential(*layers)
