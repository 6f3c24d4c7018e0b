"""Takes RMSprop.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.RMSprop(model.parameters(), lr=lr, weight_decay=beta)
