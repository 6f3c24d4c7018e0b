"""Applies scale and shift in training mode only.

Fails:
    every_layer_has_running_statistics_of_its_own
"""

import copy

import torch
from torch import nn


class BatchNorm(nn.Module):
    def __init__(self, like):
        super().__init__()
        n = len(like)
        self.gain = nn.Parameter(like.new_ones(n))
        self.shift = nn.Parameter(like.new_zeros(n))
        self.register_buffer("running_mean", like.new_zeros(n))
        self.register_buffer("running_var", like.new_ones(n))

    def forward(self, x):
        if not self.training:
            return (x - self.running_mean) / (self.running_var + 1e-5).sqrt()
        mean, var = x.mean(0), x.var(0, unbiased=False)
        with torch.no_grad():
            self.running_mean.mul_(0.9).add_(0.1 * mean)
            self.running_var.mul_(0.9).add_(0.1 * x.var(0))
        return (x - mean) / (var + 1e-5).sqrt() * self.gain + self.shift


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.weight))
    return nn.Sequential(*layers)
