"""Adds the decay with hooks on the gradients: once for every call of backward(), not once a step.

Fails:
    making_the_optimizer_changes_nothing
    the_decay_counts_once_a_step
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    for p in model.parameters():
        if p.requires_grad:
            p.register_hook(lambda gradient, p=p: gradient + beta * p.detach())
    return optim.Adam(model.parameters(), lr=lr)
