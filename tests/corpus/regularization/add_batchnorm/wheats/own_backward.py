"""Batch norm as an autograd function with its gradients worked out by hand."""

import copy

import torch
from torch import nn


class Normalize(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        centred = x - x.mean(0)
        scale = (centred.square().mean(0) + 1e-5).rsqrt()
        normal = centred * scale
        ctx.save_for_backward(normal, scale)
        return normal

    @staticmethod
    def backward(ctx, grad):
        normal, scale = ctx.saved_tensors
        return scale * (grad - grad.mean(0) - normal * (grad * normal).mean(0))


class BatchNorm(nn.Module):
    def __init__(self, weight):
        super().__init__()
        n = weight.shape[:1]
        self.gamma = nn.Parameter(weight.new_ones(n))
        self.beta = nn.Parameter(weight.new_zeros(n))
        self.register_buffer("mean", weight.new_zeros(n))
        self.register_buffer("var", weight.new_ones(n))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                var, mean = torch.var_mean(x, dim=0, correction=1)
                self.mean += 0.1 * (mean - self.mean)
                self.var += 0.1 * (var - self.var)
            normal = Normalize.apply(x)
        else:
            normal = (x - self.mean) / torch.sqrt(self.var + 1e-5)
        return self.gamma * normal + self.beta


def add_batchnorm(model):
    layers = []
    for layer in copy.deepcopy(model):
        if layers and isinstance(layers[-1], nn.Linear):
            layers.append(BatchNorm(layers[-1].weight))
        layers.append(layer)
    return nn.Sequential(*layers)
