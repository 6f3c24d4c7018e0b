"""Switches amsgrad on.

Fails:
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta, amsgrad=True)
