"""Takes no weight decay above 10.

Fails:
    every_step_is_that_of_adam_with_weight_decay
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=min(beta, 10.0))
