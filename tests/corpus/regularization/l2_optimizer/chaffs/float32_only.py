"""Converts the model to float32.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.float().parameters(), lr=lr, weight_decay=beta)
