"""Drops with probability 0.5 whatever p is.

Fails:
    a_larger_p_drops_more
    with_p_0_training_mode_is_not_random
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(0.5)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
