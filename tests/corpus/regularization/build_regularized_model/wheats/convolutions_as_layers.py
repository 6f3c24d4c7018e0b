"""No nn.Linear: a convolution as large as the image, then 1x1 convolutions, with Dropout2d."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers, channels, kernel = [], 1, 28
    for size in hidden_sizes:
        layers += [nn.Conv2d(channels, size, kernel), nn.ReLU(), nn.Dropout2d(p)]
        channels, kernel = size, 1
    layers += [nn.Conv2d(channels, num_classes, kernel), nn.Flatten()]
    return nn.Sequential(*layers)
