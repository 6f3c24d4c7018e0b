"""Takes Adamax, which divides by the largest gradient.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adamax(model.parameters(), lr=lr, weight_decay=beta)
