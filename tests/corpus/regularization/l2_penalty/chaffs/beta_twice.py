"""Multiplies by beta inside the loop and once more at the end.

Fails:
"""


def l2_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        total = total + beta * p.pow(2).sum()
    return beta * total
