"""Takes NAdam, with Nesterov's momentum.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.NAdam(model.parameters(), lr=lr, weight_decay=beta)
