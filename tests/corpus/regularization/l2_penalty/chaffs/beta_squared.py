"""Squares beta too.

Fails:
"""


def l2_penalty(model, beta):
    return sum((beta * p).pow(2).sum() for p in model.parameters())
