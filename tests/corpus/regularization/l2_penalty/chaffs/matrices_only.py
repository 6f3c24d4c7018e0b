"""Counts parameters with two or more dimensions: biases and gains are left out.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum(p.pow(2).sum() for p in model.parameters() if p.ndim > 1)
