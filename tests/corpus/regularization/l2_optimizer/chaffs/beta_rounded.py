"""Rounds beta to three places: a small one becomes 0.

Fails:
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=round(beta, 3))
