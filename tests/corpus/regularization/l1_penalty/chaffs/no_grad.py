"""Computes under torch.no_grad, as for evaluation, so that there is nothing to differentiate.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
"""

import torch


@torch.no_grad()
def l1_penalty(model, beta):
    return beta * sum(p.abs().sum() for p in model.parameters())
