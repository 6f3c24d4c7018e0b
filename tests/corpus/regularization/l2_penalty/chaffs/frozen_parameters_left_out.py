"""Skips parameters with requires_grad=False.

Fails:
    every_call_looks_at_the_model_anew
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for p in model.parameters():
        if p.requires_grad:
            total = total + p.pow(2).sum()
    return beta * total
