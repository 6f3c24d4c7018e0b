"""Freezes the hidden layers with requires_grad_(False), in the belief that this is regularization.

Fails:
    it_overfits_less_than_the_plain_model
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size).requires_grad_(False), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
