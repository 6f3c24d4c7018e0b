"""Takes gradient descent with momentum.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=beta)
