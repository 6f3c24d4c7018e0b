"""Moves the running statistics without detach(): what was trained cannot be copied or saved.

Fails:
    the_running_statistics_are_saved
"""

import copy

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
            self.running_mean = 0.9 * self.running_mean + 0.1 * mean
            self.running_var = 0.9 * self.running_var + 0.1 * x.var(0)
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
