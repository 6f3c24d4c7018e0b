"""Divides what is left by p and not by 1 - p, the same for the default only.

Fails:
    the_mean_in_training_mode_is_that_of_eval_mode
"""

import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        kept = torch.rand_like(x) >= self.p
        return x * kept / self.p


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    inputs = 784
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU(), Dropout(p)]
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
