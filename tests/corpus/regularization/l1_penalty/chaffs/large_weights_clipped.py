"""Clips weights at a million, so that nothing explodes: the price rises no further, and the slope is 0 there.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    return beta * sum(parameter.abs().clamp(max=1e6).sum() for parameter in model.parameters())
