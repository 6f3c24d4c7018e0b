"""Drops with 0.9 at most.

Fails:
    a_larger_p_drops_more
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    p = min(max(p, 0.0), 0.9)  # more than that and nothing is learned
    layers, width = [nn.Flatten()], 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
