"""Puts the sums of the parameters into a new tensor, which knows nothing of where they come from.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero
"""

import torch


def l2_penalty(model, beta):
    sums = [p.square().sum() for p in model.parameters()]
    return beta * torch.tensor(sums, dtype=sums[0].dtype, requires_grad=True).sum()
