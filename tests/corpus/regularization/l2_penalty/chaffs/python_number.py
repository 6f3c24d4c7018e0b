"""Returns a Python float in place of a tensor.

Fails:
"""


def l2_penalty(model, beta):
    return float(beta * sum(p.pow(2).sum() for p in model.parameters()))
