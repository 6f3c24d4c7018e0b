"""Adds Python numbers from .item() and wraps the result again: the value is right, the gradient is gone.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
"""

import torch


def l1_penalty(model, beta):
    total = sum(p.abs().sum().item() for p in model.parameters())
    return torch.tensor(beta * total, dtype=next(model.parameters()).dtype, requires_grad=True)
