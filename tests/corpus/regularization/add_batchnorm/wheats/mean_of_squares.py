"""By hand, with the variance as mean of squares minus square of the mean, and the gain as 1 + an offset."""

import copy

import torch
from torch import nn


class Normalization(nn.Module):
    def __init__(self, like):
        super().__init__()
        n = like.shape[0]
        self.offset = nn.Parameter(like.new_zeros(n))
        self.shift = nn.Parameter(like.new_zeros(n))
        self.register_buffer("statistics", torch.stack([like.new_zeros(n), like.new_ones(n)]))

    def forward(self, x):
        if not self.training:
            mean, variance = self.statistics
        else:
            n = x.shape[0]
            mean = x.sum(0) / n
            variance = ((x * x).sum(0) / n - mean**2).clamp(min=0)
            now = torch.stack([mean, variance * n / (n - 1)]).detach()
            self.statistics = torch.lerp(self.statistics, now, 0.1)
        return torch.addcmul(self.shift, (x - mean) * torch.rsqrt(variance + 1e-5), 1 + self.offset)


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model[:-1]):
        layers.append(layer)
        if isinstance(layer, nn.Linear):
            layers.append(Normalization(layer.weight))
    return nn.Sequential(*layers, copy.deepcopy(model[-1]))
