"""Swaps lr and beta.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=beta, weight_decay=lr)
