"""Layers are made once for each pair of sizes: the output layer is every model's.

Fails:
    every_call_gives_a_new_model
"""

import functools
import itertools

from torch import nn


@functools.cache
def output_layer(inputs, outputs):
    return nn.Linear(inputs, outputs)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    sizes = [784, *hidden_sizes]
    layers = [nn.Flatten()]
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(p)]
    return nn.Sequential(*layers, output_layer(sizes[-1], num_classes))
