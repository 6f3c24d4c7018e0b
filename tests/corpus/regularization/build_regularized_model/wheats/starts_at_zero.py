"""Biases and the output layer start at 0, the hidden layers orthogonal."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    sizes = [784, *hidden_sizes]
    layers = [nn.Flatten()]
    for i in range(len(hidden_sizes)):
        linear = nn.Linear(sizes[i], sizes[i + 1])
        nn.init.orthogonal_(linear.weight, 2**0.5)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU(), nn.Dropout(p)]
    output = nn.Linear(sizes[-1], num_classes)
    nn.init.zeros_(output.weight)
    nn.init.zeros_(output.bias)
    return nn.Sequential(*layers, output)
