"""Makes all hidden layers but the last half as wide again, to make up for dropout.

Fails:
    every_hidden_layer_is_as_wide_as_asked
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    *inner, last = hidden_sizes
    layers = [nn.Flatten()]
    width = 784
    for size in [*(size + size // 2 for size in inner), last]:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
