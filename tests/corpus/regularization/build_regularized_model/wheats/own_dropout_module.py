"""Writes the dropout layer itself."""

import torch
from torch import nn


class InvertedDropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand_like(x) >= self.p
        return torch.where(keep, x / (1 - self.p), 0.0)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), InvertedDropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
