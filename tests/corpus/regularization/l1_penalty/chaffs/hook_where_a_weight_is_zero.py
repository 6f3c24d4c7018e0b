"""Leaves a hook on each parameter that holds a 0, against the NaN of its own square root.

Fails:
    the_gradient_is_finite_where_a_weight_is_zero
    the_model_is_left_as_it_was
"""

import torch


def l1_penalty(model, beta):
    total = 0
    for p in model.parameters():
        if p.requires_grad and (p == 0).any():
            p.register_hook(lambda gradient: torch.nan_to_num(gradient, nan=0.0))
        total = total + (p * p).sqrt().sum()
    return beta * total
