"""A backward of its own that forgets the gradient from above: wrong once the penalty is scaled.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
"""

import torch


class L1(torch.autograd.Function):
    @staticmethod
    def forward(ctx, parameter, beta):
        ctx.save_for_backward(parameter)
        ctx.beta = beta
        return beta * parameter.abs().sum()

    @staticmethod
    def backward(ctx, grad_output):
        (parameter,) = ctx.saved_tensors
        return ctx.beta * parameter.sign(), None


def l1_penalty(model, beta):
    return sum(L1.apply(parameter, beta) for parameter in model.parameters())
