"""Squares the root of the total: right but at zero, where the root has no derivative.

Fails:
    the_gradient_is_zero_where_a_weight_is_zero
"""


def l2_penalty(model, beta):
    return beta * sum((p**2).sum().sqrt() ** 2 for p in model.parameters())
