"""An autograd.Function whose value comes from NumPy, and which saves the signs as small integers."""

import torch


class Sizes(torch.autograd.Function):
    @staticmethod
    def forward(ctx, parameter):
        ctx.save_for_backward(parameter.sign().to(torch.int8))
        value = abs(parameter.detach().cpu().numpy()).sum()
        return torch.as_tensor(value, dtype=parameter.dtype, device=parameter.device)

    @staticmethod
    def backward(ctx, slope):
        (signs,) = ctx.saved_tensors
        return slope * signs.to(slope.dtype)


def l1_penalty(model, beta):
    return beta * sum(Sizes.apply(parameter) for parameter in model.parameters())
