"""Switches requires_grad on for all parameters.

Fails:
    making_the_optimizer_changes_nothing
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    for p in model.parameters():
        p.requires_grad_(True)
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
