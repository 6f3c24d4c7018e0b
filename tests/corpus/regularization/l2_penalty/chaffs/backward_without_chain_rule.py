"""A backward of its own that forgets the gradient from above: wrong once the penalty is scaled.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
"""

import torch


class SquaredSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, parameter, beta):
        ctx.save_for_backward(parameter)
        ctx.beta = beta
        return beta * parameter.square().sum()

    @staticmethod
    def backward(ctx, grad_output):
        (parameter,) = ctx.saved_tensors
        return 2 * ctx.beta * parameter, None


def l2_penalty(model, beta):
    return sum(SquaredSum.apply(parameter, beta) for parameter in model.parameters())
