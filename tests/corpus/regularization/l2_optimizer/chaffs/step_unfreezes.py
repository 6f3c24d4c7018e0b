"""Switches requires_grad on for all parameters at each step.

Fails:
    a_step_changes_the_parameters_and_nothing_else
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
    optimizer.register_step_post_hook(lambda *_: model.requires_grad_(True) and None)
    return optimizer
