"""Converts to float32 on the way.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum(p.float().pow(2).sum() for p in model.parameters())
