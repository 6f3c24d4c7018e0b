"""Doubles beta, as in the penalty's gradient.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=2 * beta)
