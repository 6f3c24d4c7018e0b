"""Takes over the first batch's statistics as they are, and moves by a tenth from there.

Fails:
    a_training_step_moves_the_running_statistics_by_a_tenth
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
        self.register_buffer("seen", torch.tensor(0))

    def forward(self, x):
        if self.training:
            mean, var = x.mean(0), x.var(0, unbiased=False)
            with torch.no_grad():
                rate = 1.0 if self.seen == 0 else 0.1
                self.seen += 1
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
            layers.append(BatchNorm(layer.out_features, layer.weight.dtype).to(layer.weight.device))
    return nn.Sequential(*layers)
