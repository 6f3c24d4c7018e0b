"""Takes no learning rate above 1.

Fails:
    the_learning_rate_is_that_which_is_asked_for
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=min(lr, 1.0), weight_decay=beta)
