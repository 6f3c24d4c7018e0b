"""The root of the square: that of a tiny weight is 0, and its gradient infinite.

Fails:
    the_gradient_is_finite_where_a_weight_is_zero
"""

import torch


def size(x):
    zero = x == 0
    root = torch.where(zero, torch.ones_like(x), x * x).sqrt()  # no 0 under the root: its slope is infinite
    return torch.where(zero, torch.zeros_like(x), root)


def l1_penalty(model, beta):
    return beta * sum(size(p).sum() for p in model.parameters())
