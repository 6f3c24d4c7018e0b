"""Brings all layers into the mode of the whole model, also a layer that was set apart.

Fails:
    making_the_optimizer_changes_nothing
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    model.train(model.training)
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
