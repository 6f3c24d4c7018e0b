"""Multiplies by noise of dropout's variance: nothing is ever dropped.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
"""

import torch
from torch import nn


class Noise(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.deviation = (p / (1 - p)) ** 0.5

    def forward(self, x):
        if not self.training:
            return x
        return x * (1 + self.deviation * torch.randn_like(x))


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), Noise(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
