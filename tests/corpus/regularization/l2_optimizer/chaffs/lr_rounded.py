"""Rounds lr to five places: a small one becomes 0.

Fails:
    the_learning_rate_is_that_which_is_asked_for
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=round(lr, 5), weight_decay=beta)
