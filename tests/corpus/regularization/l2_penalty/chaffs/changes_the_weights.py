"""Squares in place, and so changes the model.

Fails:
"""


def l2_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        p.data.pow_(2)
        total = total + p.sum()
    return beta * total
