"""Skips parameters with requires_grad=False; the sum runs over all of model.parameters().

Fails:
    every_call_looks_at_the_model_anew
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for p in model.parameters():
        if p.requires_grad:
            total = total + p.abs().sum()
    return beta * total
