"""Writes its own forward and backward pass."""

import torch


class SquaredSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, parameter):
        ctx.save_for_backward(parameter)
        return (parameter**2).sum()

    @staticmethod
    def backward(ctx, grad_output):
        (parameter,) = ctx.saved_tensors
        return 2 * parameter * grad_output


def l2_penalty(model, beta):
    return beta * sum(SquaredSum.apply(p) for p in model.parameters())
