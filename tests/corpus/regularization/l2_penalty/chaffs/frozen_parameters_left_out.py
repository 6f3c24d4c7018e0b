"""Skips parameters with requires_grad=False.

Fails:
"""


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for p in model.parameters():
        if p.requires_grad:
            total = total + p.pow(2).sum()
    return beta * total
