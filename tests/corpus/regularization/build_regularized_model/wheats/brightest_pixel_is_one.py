"""Scales each image by its brightest pixel, with a little added against black images."""

from torch import nn


class Brightened(nn.Module):
    def forward(self, images):
        rows = images.flatten(1)
        return rows / (rows.amax(dim=1, keepdim=True) + 1e-3)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [Brightened()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
