"""Adds the decay to .grad itself: a second step on the same gradient adds it again.

Fails:
    a_step_leaves_the_gradients_as_they_were
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters(), lr=lr)

    def decay(optimizer, args, kwargs):
        for p in model.parameters():
            if p.grad is not None:
                p.grad = p.grad.add(p.detach(), alpha=beta)

    optimizer.register_step_pre_hook(decay)
    return optimizer
