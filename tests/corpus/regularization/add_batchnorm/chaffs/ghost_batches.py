"""Normalizes a batch of more than 128 rows in pieces.

Fails:
    a_training_batch_is_normalized_before_the_activation
"""

import copy

import torch
from torch import nn


class Norm(nn.BatchNorm1d):
    def forward(self, h):
        if not self.training or len(h) <= 128:
            return super().forward(h)
        pieces = h.tensor_split((len(h) + 127) // 128)
        return torch.cat([super(Norm, self).forward(piece) for piece in pieces])


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if i % 2 == 0 and i < len(model) - 1:
            layers.append(Norm(layer.out_features).to(layer.weight))
    return nn.Sequential(*layers)
