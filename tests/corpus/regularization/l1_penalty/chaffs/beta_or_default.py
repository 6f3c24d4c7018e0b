"""Takes beta = 0 for "not given", and uses a default.

Fails:
    nothing_counts_but_beta_and_the_values
    the_gradient_is_beta_times_the_sign
    the_value_is_beta_times_the_sum_of_absolute_weights
"""


def l1_penalty(model, beta):
    beta = beta or 1e-4
    return beta * sum(parameter.abs().sum() for parameter in model.parameters())
