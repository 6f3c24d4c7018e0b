"""Calls retain_grad() on the penalty, to look at it later: one that needs no gradient refuses.

Fails:
    every_call_looks_at_the_model_anew
    nothing_counts_but_beta_and_the_values
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    penalty = beta * sum(parameter.abs().sum() for parameter in model.parameters())
    penalty.retain_grad()
    return penalty
