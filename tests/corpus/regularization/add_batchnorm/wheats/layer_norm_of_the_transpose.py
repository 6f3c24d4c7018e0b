"""Turns the batch around and lets F.layer_norm normalize its columns."""

import copy

import torch
from torch import nn
from torch.nn import functional as F


class OverTheBatch(nn.Module):
    def __init__(self, width, dtype):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width, dtype=dtype))
        self.bias = nn.Parameter(torch.zeros(width, dtype=dtype))
        self.register_buffer("running_std", torch.ones(width, dtype=dtype))
        self.register_buffer("running_mean", torch.zeros(width, dtype=dtype))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.running_mean.lerp_(x.mean(dim=0), 0.1)
                variance = 0.9 * self.running_std**2 + 0.1 * x.var(dim=0)
                self.running_std.copy_(variance.sqrt())
            normal = F.layer_norm(x.T, (len(x),), eps=1e-5).T
        else:
            normal = (x - self.running_mean) / (self.running_std**2 + 1e-5) ** 0.5
        return normal * self.weight + self.bias


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(layer, nn.Linear):
            layers.append(OverTheBatch(layer.out_features, layer.weight.dtype).to(layer.weight.device))
    return nn.Sequential(*layers[:-1])
