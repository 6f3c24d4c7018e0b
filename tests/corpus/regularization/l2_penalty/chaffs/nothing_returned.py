"""Prints the penalty and returns nothing.

Fails:
"""


def l2_penalty(model, beta):
    print(beta * sum(p.pow(2).sum() for p in model.parameters()))
