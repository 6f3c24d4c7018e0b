"""Has a dropout for the first and for the last hidden layer; one in between has none.

Fails:
    every_hidden_layer_drops
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    sizes = list(hidden_sizes)
    layers = [nn.Flatten()]
    width = 784
    for number, size in enumerate(sizes):
        layers += [nn.Linear(width, size), nn.ReLU()]
        if number in (0, len(sizes) - 1):
            layers.append(nn.Dropout(p))
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
