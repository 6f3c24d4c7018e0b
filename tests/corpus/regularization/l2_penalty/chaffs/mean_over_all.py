"""Divides by the number of all parameters.

Fails:
"""


def l2_penalty(model, beta):
    count = sum(p.numel() for p in model.parameters())
    return beta * sum(p.pow(2).sum() for p in model.parameters()) / count
