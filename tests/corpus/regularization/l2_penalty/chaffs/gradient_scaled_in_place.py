"""Makes the gradients in the forward pass and multiplies them in place in the backward pass: a second one has the
factor twice.

Fails:
    the_gradient_is_two_beta_times_the_weight
"""

import torch


class SquaredSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, beta, *params):
        ctx.grads = [2 * beta * p for p in params]
        return beta * sum(p.square().sum() for p in params)

    @staticmethod
    def backward(ctx, grad_output):
        for grad in ctx.grads:
            grad.mul_(grad_output)
        return None, *ctx.grads


def l2_penalty(model, beta):
    return SquaredSum.apply(beta, *model.parameters())
