"""Computes everything that has to do with statistics under torch.no_grad(), the output included.

Fails:
    each_hidden_unit_gets_two_learnable_numbers
    gradients_flow_through_mean_and_variance
"""

import copy

import torch
from torch import nn


class BatchNorm(nn.BatchNorm1d):
    def forward(self, x):
        with torch.no_grad():
            return super().forward(x)


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
