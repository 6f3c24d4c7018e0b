"""Keeps running statistics in float32 whatever the model's dtype is: eval mode loses digits of float64.

Fails:
    a_training_step_moves_the_running_statistics_by_a_tenth
"""

import copy

import torch
from torch import nn


class Normalization(nn.Module):
    def __init__(self, linear):
        super().__init__()
        n, w = linear.out_features, linear.weight
        self.scale = nn.Parameter(w.new_ones(n))
        self.shift = nn.Parameter(w.new_zeros(n))
        self.register_buffer("mean", torch.zeros(n, device=w.device))
        self.register_buffer("var", torch.ones(n, device=w.device))

    def forward(self, h):
        if self.training:
            if h.size(0) == 1:
                raise ValueError("batch of one")
            var, mean = torch.var_mean(h, dim=0, correction=0)
            with torch.no_grad():
                self.mean.mul_(0.9).add_(0.1 * mean)
                self.var.mul_(0.9).add_(0.1 * var * h.size(0) / (h.size(0) - 1))
        else:
            mean, var = self.mean, self.var
        return self.scale * (h - mean) * torch.rsqrt(var + 1e-5) + self.shift


def add_batchnorm(model):
    *hidden, output = [copy.deepcopy(layer) for layer in model]
    layers = []
    for layer in hidden:
        layers.append(layer)
        if isinstance(layer, nn.Linear):
            layers.append(Normalization(layer))
    return nn.Sequential(*layers, output)
