"""Has dropout after the first hidden layer only, where most weights are.

Fails:
    every_hidden_layer_drops
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for number, size in enumerate(hidden_sizes):
        layers += [nn.Linear(width, size), nn.ReLU()]
        if number == 0:
            layers.append(nn.Dropout(p))
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
