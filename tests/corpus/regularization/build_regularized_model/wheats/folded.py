"""A fold over the hidden sizes grows a tuple of layers; PReLU."""

from functools import reduce

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    def grow(network, size):
        layers, width = network
        return (*layers, nn.Linear(width, size), nn.PReLU(), nn.Dropout(p)), size

    layers, width = reduce(grow, hidden_sizes, ((nn.Flatten(),), 784))
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
