"""Weighs a batch in the running statistics by its number of rows, out of four.

Fails:
    a_training_step_moves_the_running_statistics_by_a_tenth
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
        if self.training:
            mean, var = x.mean(0), x.var(0, unbiased=False)
            with torch.no_grad():
                rate = 0.1 * min(len(x), 4) / 4
                self.running_mean.mul_(1 - rate).add_(rate * mean)
                self.running_var.mul_(1 - rate).add_(rate * x.var(0))
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
