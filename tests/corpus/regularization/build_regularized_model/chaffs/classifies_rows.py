"""Applies the layers to each row of 28 pixels, so that logits come out for every row."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = []
    width = 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
