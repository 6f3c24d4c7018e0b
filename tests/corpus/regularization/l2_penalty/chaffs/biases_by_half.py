"""Counts biases with half the strength of weights.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum((1.0 if p.ndim > 1 else 0.5) * p.square().sum() for p in model.parameters())
