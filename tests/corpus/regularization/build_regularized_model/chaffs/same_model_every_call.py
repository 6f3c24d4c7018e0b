"""Keeps the model it built and returns it again, already trained, on the next call.

Fails:
    every_call_gives_a_new_model
"""

from functools import lru_cache

from torch import nn


@lru_cache
def build(hidden_sizes, num_classes, p):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return build(tuple(hidden_sizes), num_classes, p)
