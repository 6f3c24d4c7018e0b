"""Its backward pass reads beta from the class: two penalties get the gradient of the last beta.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""

import torch


class L1(torch.autograd.Function):
    beta = 0.0

    @staticmethod
    def forward(ctx, *parameters):
        ctx.save_for_backward(*parameters)
        return L1.beta * torch.stack([p.abs().sum() for p in parameters]).sum()

    @staticmethod
    def backward(ctx, upstream):
        return tuple(upstream * L1.beta * p.sign() for p in ctx.saved_tensors)


def l1_penalty(model, beta):
    L1.beta = beta
    return L1.apply(*model.parameters())
