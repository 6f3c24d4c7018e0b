"""Averages the squares inside each parameter.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum(p.pow(2).mean() for p in model.parameters())
