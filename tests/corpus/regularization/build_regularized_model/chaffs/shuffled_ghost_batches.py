"""Normalizes in batches of 32 that it draws at random.

Fails:
    with_p_0_training_mode_is_not_random
"""

import math

import torch
from torch import nn


class GhostNorm(nn.BatchNorm1d):
    def forward(self, x):
        if not self.training or len(x) <= 32:
            return super().forward(x)
        order = torch.randperm(len(x), device=x.device)
        parts = x[order].tensor_split(math.ceil(len(x) / 32))
        return torch.cat([super(GhostNorm, self).forward(part) for part in parts])[order.argsort()]


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers, width = [nn.Flatten()], 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), GhostNorm(size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
