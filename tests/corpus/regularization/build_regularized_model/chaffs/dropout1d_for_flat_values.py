"""Takes nn.Dropout1d for flat hidden values, as BatchNorm1d is: it drops all of an image.

Fails:
    every_image_and_unit_is_dropped_on_its_own
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    inputs = 784
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU(), nn.Dropout1d(p)]
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
