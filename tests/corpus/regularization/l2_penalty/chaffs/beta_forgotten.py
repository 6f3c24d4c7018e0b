"""Leaves beta out.

Fails:
"""


def l2_penalty(model, beta):
    return sum(p.pow(2).sum() for p in model.parameters())
