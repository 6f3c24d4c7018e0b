"""Computes the L1 penalty.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum(p.abs().sum() for p in model.parameters())
