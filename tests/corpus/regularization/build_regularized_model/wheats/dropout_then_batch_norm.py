"""Batch normalization after each dropout, which scales the noise down again."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p), nn.BatchNorm1d(size)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
