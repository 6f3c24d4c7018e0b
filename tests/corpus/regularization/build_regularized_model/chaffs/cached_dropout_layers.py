"""Takes the dropout from a cache by p, so that all models share it, and its mode.

Fails:
    every_call_gives_a_new_model
"""

import functools

from torch import nn


@functools.lru_cache
def dropout(p):
    return nn.Dropout(p)  # has no parameters, so one is enough


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers, n_in = [nn.Flatten()], 784
    for width in hidden_sizes:
        layers += [nn.Linear(n_in, width), nn.ReLU(), dropout(p)]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, num_classes))
