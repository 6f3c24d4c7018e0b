"""Counts parameters of the same memory once, though they are parameters of their own.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    different = {parameter.data_ptr(): parameter for parameter in model.parameters()}
    return beta * sum(parameter.abs().sum() for parameter in different.values())
