"""Has the factor 1/2 of the form whose gradient is beta times the weight.

Fails:
"""


def l2_penalty(model, beta):
    return beta / 2 * sum(p.pow(2).sum() for p in model.parameters())
