"""Squares the sum instead of summing squares.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum(p.sum() ** 2 for p in model.parameters())
