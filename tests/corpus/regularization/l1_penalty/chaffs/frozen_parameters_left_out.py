"""Skips parameters with requires_grad=False; the sum runs over all of model.parameters().

Fails:
    layers_of_every_kind_count_wherever_they_are_nested
"""


def l1_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for p in model.parameters():
        if p.requires_grad:
            total = total + p.abs().sum()
    return beta * total
