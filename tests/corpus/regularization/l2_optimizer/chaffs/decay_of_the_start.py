"""Writes the decay by hand and pulls with the weights that were there at first.

Fails:
    the_decay_is_that_of_the_weights_as_they_are
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters(), lr=lr)
    start = [p.detach().clone() for p in model.parameters()]

    def decay(*_):
        for p, first in zip(model.parameters(), start, strict=True):
            if p.grad is not None:
                p.grad.add_(first, alpha=beta)

    optimizer.register_step_pre_hook(decay)
    return optimizer
