"""Writes |θ| as sqrt(θ²), whose gradient at θ = 0 is NaN.

Fails:
    the_gradient_is_finite_where_a_weight_is_zero
"""

import torch


def l1_penalty(model, beta):
    return beta * sum(torch.sqrt(p**2).sum() for p in model.parameters())
