"""Shrinks the weights once, when it is made.

Fails:
    every_step_is_that_of_adam_with_weight_decay
    making_the_optimizer_changes_nothing
    the_decay_is_that_of_the_weights_as_they_are
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
"""

import torch
from torch import optim


def l2_optimizer(model, lr, beta):
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(1 - lr * beta)
    return optim.Adam(model.parameters(), lr=lr)
