"""Mean and variance in one pass over the rows, as Welford did it."""

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
        if self.training:
            mean, sums = x[0], torch.zeros_like(x[0])
            for count, row in enumerate(x[1:], start=2):
                difference = row - mean
                mean = mean + difference / count
                sums = sums + difference * (row - mean)
            var = sums / len(x)
            self.running_mean.lerp_(mean.detach(), 0.1)
            self.running_var.lerp_(sums.detach() / (len(x) - 1), 0.1)
        else:
            mean, var = self.running_mean, self.running_var
        return (x - mean) / (var + 1e-5).sqrt() * self.gain + self.shift


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.weight))
    return nn.Sequential(*layers)
