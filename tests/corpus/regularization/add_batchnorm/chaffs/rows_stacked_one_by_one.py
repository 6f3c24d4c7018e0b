"""Computes row by row in eval mode and stacks the results, which an empty batch does not allow.

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy

import torch
from torch import nn


class Network(nn.Sequential):
    def forward(self, x):
        if self.training:
            return super().forward(x)
        return torch.cat([super(Network, self).forward(row) for row in x.split(1) if len(row)])


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return Network(*layers)
