"""Never updates the input width, so that the second hidden layer does not fit the first."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    for size in hidden_sizes:
        layers += [nn.Linear(784, size), nn.ReLU(), nn.Dropout(p)]
    return nn.Sequential(*layers, nn.Linear(hidden_sizes[-1], num_classes))
