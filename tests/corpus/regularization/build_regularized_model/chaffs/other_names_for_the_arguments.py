"""Renames the arguments, so that nobody can give them by name.

Fails:
    every_call_gives_a_new_model
    it_gives_one_logit_per_class
"""

from torch import nn


def build_regularized_model(sizes=(256, 256), classes=10, dropout=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(dropout)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, classes))
