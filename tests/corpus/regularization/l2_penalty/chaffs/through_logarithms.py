"""Squares by way of logarithms, exp(2 log|t|), which has no gradient at 0.

Fails:
    the_gradient_is_zero_where_a_weight_is_zero
"""


def l2_penalty(model, beta):
    return beta * sum((2 * parameter.abs().log()).exp().sum() for parameter in model.parameters())
