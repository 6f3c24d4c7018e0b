"""Returns the optimizer together with a penalty for the loss.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    penalty = beta * sum(p.square().sum() for p in model.parameters())
    return optim.Adam(model.parameters(), lr=lr), penalty
