"""The value is right, the gradient is that of the form with 1/2: half of it is detached.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum((p * p.detach()).sum() for p in model.parameters())
