"""Builds a new tensor from the list of sums; torch.tensor copies values without their graph.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
"""

import torch


def l1_penalty(model, beta):
    sums = [p.abs().sum().tolist() for p in model.parameters()]
    return beta * torch.tensor(sums, dtype=next(model.parameters()).dtype, requires_grad=True).sum()
