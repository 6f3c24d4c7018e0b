"""Skips parameters with requires_grad=False.

Fails:
    layers_of_every_kind_count_wherever_they_are_nested
"""


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for p in model.parameters():
        if p.requires_grad:
            total = total + p.pow(2).sum()
    return beta * total
