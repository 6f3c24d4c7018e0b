"""Multiplies beta by lr.

Fails:
    every_step_is_that_of_adam_with_weight_decay
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=lr * beta)
