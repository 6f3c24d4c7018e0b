"""An autograd.Function with a mask built in place and a hand-written backward."""

import copy

import torch
from torch import nn


class DropFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, hidden, p):
        factors = torch.rand(hidden.shape, device=hidden.device, dtype=torch.float64).ge_(p)
        factors = factors.div_(1 - p).to(hidden.dtype)
        ctx.save_for_backward(factors)
        return hidden * factors

    @staticmethod
    def backward(ctx, gradient):
        (factors,) = ctx.saved_tensors
        return gradient * factors, None


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, hidden):
        return DropFunction.apply(hidden, self.p) if self.training else hidden


def add_dropout(model, p):
    layers = list(copy.deepcopy(model))
    for position in reversed(range(1, len(layers) - 1)):
        after = isinstance(layers[position - 1], (nn.Linear, nn.Conv2d))
        if after and not isinstance(layers[position], (nn.Linear, nn.Conv2d)):
            layers.insert(position + 1, Drop(p))
    return nn.Sequential(*layers)
