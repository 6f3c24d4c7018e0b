"""Keeps its mask in the module: a second forward pass before backward() replaces it.

Fails:
    gradients_flow_through_what_is_kept
"""

import copy

import torch
from torch import nn


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        self.factors = (torch.rand(x.shape, device=x.device) >= self.p).to(x.dtype) / (1 - self.p)
        dropped = x.detach() * self.factors
        if x.requires_grad:
            same = x.clone()
            same.register_hook(lambda gradient: gradient * self.factors)
            dropped = same + (dropped - same).detach()
        return dropped


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
