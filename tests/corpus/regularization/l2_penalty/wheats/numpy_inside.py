"""An autograd.Function over all parameters whose value comes from NumPy."""

import numpy as np
import torch


class Squares(torch.autograd.Function):
    @staticmethod
    def forward(ctx, beta, *parameters):
        ctx.beta = beta
        ctx.save_for_backward(*parameters)
        value = sum(np.square(parameter.detach().cpu().numpy()).sum() for parameter in parameters)
        return beta * torch.as_tensor(value, dtype=parameters[0].dtype, device=parameters[0].device)

    @staticmethod
    def backward(ctx, slope):
        return None, *(2 * ctx.beta * slope * parameter for parameter in ctx.saved_tensors)


def l2_penalty(model, beta):
    return Squares.apply(beta, *model.parameters())
