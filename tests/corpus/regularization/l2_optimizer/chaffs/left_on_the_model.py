"""Keeps the optimizer on the model.

Fails:
    making_the_optimizer_changes_nothing
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    model.optimizer = optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
    return model.optimizer
