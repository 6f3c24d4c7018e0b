"""Takes no learning rate above 0.1.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=min(lr, 0.1), weight_decay=beta)
