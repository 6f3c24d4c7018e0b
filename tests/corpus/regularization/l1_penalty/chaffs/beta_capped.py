"""Caps beta at 100, as a larger one makes no sense.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    return min(beta, 100.0) * sum(parameter.abs().sum() for parameter in model.parameters())
