"""Takes weights below 1e-6 for zero: they get no gradient.

Fails:
    nothing_counts_but_beta_and_the_values
    the_gradient_is_beta_times_the_sign
"""


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        sizes = parameter.abs()
        total = total + (sizes * (sizes > 1e-6)).sum()
    return beta * total
