"""Writes the backward pass itself and forgets to divide by the standard deviation there.

Fails:
    gradients_flow_through_mean_and_variance
"""

import copy

import torch
from torch import nn


class Normalize(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        centred = x - x.mean(0)
        normal = centred * (centred.square().mean(0) + 1e-5).rsqrt()
        ctx.save_for_backward(normal)
        return normal

    @staticmethod
    def backward(ctx, grad):
        (normal,) = ctx.saved_tensors
        return grad - grad.mean(0) - normal * (grad * normal).mean(0)  # and nothing is divided by the spread


class BatchNorm(nn.BatchNorm1d):
    def forward(self, x):
        outputs = super().forward(x)
        return Normalize.apply(x) * self.weight + self.bias if self.training else outputs


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
