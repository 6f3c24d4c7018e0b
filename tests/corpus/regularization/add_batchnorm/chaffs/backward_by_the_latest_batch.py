"""Keeps the batch in the module for its own backward pass: a second forward pass replaces it.

Fails:
    gradients_flow_through_mean_and_variance
"""

import copy

import torch
from torch import nn


class Normalize(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, kept):
        centred = x - x.mean(0)
        kept["scale"] = (centred.square().mean(0) + 1e-5).rsqrt()
        kept["normal"] = centred * kept["scale"]
        ctx.kept = kept
        return kept["normal"].clone()

    @staticmethod
    def backward(ctx, grad):
        scale, normal = ctx.kept["scale"], ctx.kept["normal"]
        return scale * (grad - grad.mean(0) - normal * (grad * normal).mean(0)), None


class BatchNorm(nn.BatchNorm1d):
    def forward(self, x):
        outputs = super().forward(x)
        kept = self.__dict__.setdefault("kept", {})
        return Normalize.apply(x, kept) * self.weight + self.bias if self.training else outputs


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
