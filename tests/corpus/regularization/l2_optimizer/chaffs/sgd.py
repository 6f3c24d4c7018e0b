"""Takes plain gradient descent with weight decay.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.SGD(model.parameters(), lr=lr, weight_decay=beta)
