"""Takes Adamax, which divides by the largest gradient.

Fails:
    every_step_is_that_of_adam_with_weight_decay
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adamax(model.parameters(), lr=lr, weight_decay=beta)
