"""The function is cached: models of the same sizes are one and the same.

Fails:
    every_call_gives_a_new_model
"""

import functools

from torch import nn


@functools.cache
def build(hidden_sizes, num_classes, p):
    layers = [nn.Flatten()]
    inputs = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU(), nn.Dropout(p)]
        inputs = size
    layers.append(nn.Linear(inputs, num_classes))
    return nn.Sequential(*layers)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return build(tuple(hidden_sizes), num_classes, p)
