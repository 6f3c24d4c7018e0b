"""Takes a beta below 0.00001 for 0.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    if beta < 1e-5:
        beta = 0.0
    return beta * sum(parameter.square().sum() for parameter in model.parameters())
