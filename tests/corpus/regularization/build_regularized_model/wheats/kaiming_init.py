"""Initialises the weights itself, Kaiming for the hidden layers, and sets biases to zero."""

from torch import nn


def init(module):
    if isinstance(module, nn.Linear):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        nn.init.zeros_(module.bias)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    model = nn.Sequential(*layers, nn.Linear(width, num_classes))
    model.apply(init)
    return model
