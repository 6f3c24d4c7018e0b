"""Standardises the images in place.

Fails:
    every_call_gives_a_new_model
"""

from torch import nn


class Standardised(nn.Module):
    def forward(self, images):
        images -= 0.1307
        images /= 0.3081
        return images


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [Standardised(), nn.Flatten()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
