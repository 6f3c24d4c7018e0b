"""Writes = where += was meant.

Fails:
"""


def l2_penalty(model, beta):
    for p in model.parameters():
        total = p.pow(2).sum()
    return beta * total
