"""Returns the class, not an optimizer.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam
