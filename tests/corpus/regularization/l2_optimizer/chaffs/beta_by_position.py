"""Hands beta on by position, where Adam expects its two betas: that raises an error.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr, beta)
