"""Takes beta = 0 for "not given", and uses a default.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta or 1e-1)
