"""Makes the optimizer and returns nothing.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
