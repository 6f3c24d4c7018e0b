"""Computes under torch.no_grad, so that there is nothing to differentiate.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero
"""

import torch


@torch.no_grad()
def l2_penalty(model, beta):
    return beta * sum(p.pow(2).sum() for p in model.parameters())
