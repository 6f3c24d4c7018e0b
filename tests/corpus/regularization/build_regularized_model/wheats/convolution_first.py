"""Puts a small convolution in front of the hidden layers."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Conv2d(1, 16, kernel_size=4, stride=4), nn.ReLU(), nn.Flatten()]
    width = 16 * 7 * 7
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
