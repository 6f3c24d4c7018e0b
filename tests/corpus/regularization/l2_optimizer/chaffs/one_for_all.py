"""Keeps the optimizer of the first call.

Fails:
"""

from torch import optim

OPTIMIZERS = []


def l2_optimizer(model, lr, beta):
    if not OPTIMIZERS:
        OPTIMIZERS.append(optim.Adam(model.parameters(), lr=lr, weight_decay=beta))
    return OPTIMIZERS[0]
