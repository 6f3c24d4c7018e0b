"""Takes Adagrad, whose first step looks like Adam's.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adagrad(model.parameters(), lr=lr, weight_decay=beta)
