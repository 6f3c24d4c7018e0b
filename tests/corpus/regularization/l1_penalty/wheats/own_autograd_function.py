"""Writes its own forward and backward pass."""

import torch


class L1(torch.autograd.Function):
    @staticmethod
    def forward(ctx, beta, *parameters):
        ctx.beta = beta
        ctx.save_for_backward(*parameters)
        return beta * torch.stack([p.abs().sum() for p in parameters]).sum()

    @staticmethod
    def backward(ctx, grad_output):
        return (None, *[grad_output * ctx.beta * p.sign() for p in ctx.saved_tensors])


def l1_penalty(model, beta):
    return L1.apply(beta, *model.parameters())
