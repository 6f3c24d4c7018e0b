"""Switches the model to eval mode.

Fails:
    making_the_optimizer_changes_nothing
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    model.eval()
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
