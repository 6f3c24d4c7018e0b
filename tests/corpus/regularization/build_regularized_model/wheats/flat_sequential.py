"""The plain answer: one flat nn.Sequential."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    layers.append(nn.Linear(width, num_classes))
    return nn.Sequential(*layers)
