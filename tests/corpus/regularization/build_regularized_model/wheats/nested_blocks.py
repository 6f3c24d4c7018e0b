"""Nests one small Sequential per hidden layer."""

from torch import nn


def block(inputs, outputs, p):
    return nn.Sequential(nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(p))


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    sizes = [784, *hidden_sizes]
    blocks = [block(sizes[i], sizes[i + 1], p) for i in range(len(hidden_sizes))]
    return nn.Sequential(nn.Flatten(), *blocks, nn.Linear(sizes[-1], num_classes))
