"""Returns from inside the loop.

Fails:
"""


def l2_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        total = total + p.pow(2).sum()
        return beta * total
