"""Draws one mask per step, with an entry for each unit, for the whole batch.

Fails:
    a_larger_p_drops_more
    every_image_and_unit_is_dropped_on_its_own

May fail:
    every_hidden_layer_drops
"""

import torch
from torch import nn


class UnitDropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        mask = (torch.rand(x.shape[1], device=x.device) >= self.p).to(x.dtype)
        return x * mask / (1 - self.p)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    inputs = 784
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU(), UnitDropout(p)]
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
