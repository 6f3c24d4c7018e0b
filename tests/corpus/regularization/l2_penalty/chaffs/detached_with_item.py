"""Adds Python numbers from .item() and wraps the result again.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero
"""

import torch


def l2_penalty(model, beta):
    total = sum(p.pow(2).sum().item() for p in model.parameters())
    return torch.tensor(beta * total, dtype=next(model.parameters()).dtype, requires_grad=True)
