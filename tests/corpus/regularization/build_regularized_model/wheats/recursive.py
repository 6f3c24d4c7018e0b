"""Builds the model from the back, by recursion over the hidden sizes."""

from torch import nn


def tail(width, hidden_sizes, num_classes, p):
    if not hidden_sizes:
        return nn.Linear(width, num_classes)
    first, *rest = hidden_sizes
    return nn.Sequential(nn.Linear(width, first), nn.ReLU(), nn.Dropout(p), tail(first, rest, num_classes, p))


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return nn.Sequential(nn.Flatten(), tail(784, list(hidden_sizes), num_classes, p))
