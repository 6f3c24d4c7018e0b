"""Takes beta for Adam's first beta.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, betas=(min(beta, 0.99), 0.999))
