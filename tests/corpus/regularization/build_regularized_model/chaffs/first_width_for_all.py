"""Gives every hidden layer the width of the first.

Fails:
    every_hidden_layer_is_as_wide_as_asked
    every_hidden_size_counts
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for _ in hidden_sizes:
        layers += [nn.Linear(width, hidden_sizes[0]), nn.ReLU(), nn.Dropout(p)]
        width = hidden_sizes[0]
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
