"""Moves the running statistics in eval mode as well, once it has used them.

Fails:
    eval_mode_does_not_move_the_running_statistics
"""

import copy

import torch
from torch import nn


class BatchNorm(nn.BatchNorm1d):
    def forward(self, x):
        output = super().forward(x)
        if not self.training and len(x) > 1:
            with torch.no_grad():
                self.running_mean = self.running_mean.lerp(x.mean(0), 0.1)
                self.running_var = self.running_var.lerp(x.var(0), 0.1)
        return output


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
