"""Clips weights at a million, so that no square explodes: the price rises no further, and the slope is 0 there.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    return beta * sum(parameter.clamp(-1e6, 1e6).square().sum() for parameter in model.parameters())
