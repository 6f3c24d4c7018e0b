"""Trains the last layer only.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(list(model.parameters())[-2:], lr=lr, weight_decay=beta)
