"""The running statistics stand still where scale and shift are frozen.

Fails:
    a_training_step_moves_the_running_statistics_by_a_tenth
"""

import copy

import torch
from torch import nn


class _Norm(nn.Module):
    def __init__(self, layer):
        super().__init__()
        n, like = layer.out_features, {"dtype": layer.weight.dtype, "device": layer.weight.device}
        self.scale = nn.Parameter(torch.ones(n, **like))
        self.shift = nn.Parameter(torch.zeros(n, **like))
        self.register_buffer("mean", torch.zeros(n, **like))
        self.register_buffer("var", torch.ones(n, **like))

    def forward(self, h):
        if self.training:
            if len(h) < 2:
                raise ValueError("a batch of one image has no variance")
            mean, var = h.mean(dim=0), h.var(dim=0, unbiased=False)
            with torch.no_grad():
                if not self.scale.requires_grad:
                    return (h - mean) / (var + 1e-5).sqrt() * self.scale + self.shift
                self.mean.mul_(0.9).add_(0.1 * mean)
                self.var.mul_(0.9).add_(0.1 * h.var(dim=0))
        else:
            mean, var = self.mean, self.var
        return self.scale * (h - mean) / (var + 1e-5).sqrt() + self.shift


def add_batchnorm(model):
    layers, new = list(copy.deepcopy(model)), []
    for i, layer in enumerate(layers):
        new.append(layer)
        if i % 2 == 0 and i < len(layers) - 1:
            new.append(_Norm(layer))
    return nn.Sequential(*new)
