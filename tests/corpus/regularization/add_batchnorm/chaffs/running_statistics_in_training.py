"""Normalizes with the running statistics also while training.

Fails:
    a_training_batch_is_normalized_before_the_activation
    epsilon_is_that_of_pytorch
    every_hidden_layer_is_normalized
    gradients_flow_through_mean_and_variance
    the_running_statistics_are_saved
"""

import copy

import torch
from torch import nn


class BatchNorm(nn.Module):
    def __init__(self, n, dtype):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(n, dtype=dtype))
        self.shift = nn.Parameter(torch.zeros(n, dtype=dtype))
        self.register_buffer("running_mean", torch.zeros(n, dtype=dtype))
        self.register_buffer("running_var", torch.ones(n, dtype=dtype))

    def forward(self, x):
        if self.training:
            mean, var = x.mean(0), x.var(0, unbiased=False)
            with torch.no_grad():
                self.running_mean.mul_(0.9).add_(0.1 * mean)
                self.running_var.mul_(0.9).add_(0.1 * x.var(0))
            mean, var = self.running_mean.clone(), self.running_var.clone()
        else:
            mean, var = self.running_mean, self.running_var
        return (x - mean) / (var + 1e-5).sqrt() * self.gain + self.shift


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, layer.weight.dtype).to(layer.weight.device))
    return nn.Sequential(*layers)
