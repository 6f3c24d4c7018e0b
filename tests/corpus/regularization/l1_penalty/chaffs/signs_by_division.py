"""Divides by |t| to get the sign: at 0 that is nan, and so is the penalty.

Fails:
    nothing_counts_but_beta_and_the_values
    the_gradient_is_finite_where_a_weight_is_zero
"""


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        sign = (parameter / parameter.abs()).detach()
        total = total + (parameter * sign).sum()
    return beta * total
