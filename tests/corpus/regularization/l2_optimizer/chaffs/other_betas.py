"""Sets the second beta to 0.99.

Fails:
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, betas=(0.9, 0.99), weight_decay=beta)
