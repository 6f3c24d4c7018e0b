"""Squares the root of the total: right but at zero, where the root has no derivative.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum((p**2).sum().sqrt() ** 2 for p in model.parameters())
