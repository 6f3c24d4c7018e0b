"""Adds the decay to .grad in hooks, once before each step: what backward() computes is no longer the loss's gradient.

Fails:
    making_the_optimizer_changes_nothing
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters(), lr=lr)
    decayed = set()

    def decay(p):
        if p not in decayed:
            decayed.add(p)
            p.grad = p.grad + beta * p.detach()

    for p in model.parameters():
        if p.requires_grad:
            p.register_post_accumulate_grad_hook(decay)
    optimizer.register_step_post_hook(lambda *_: decayed.clear())
    return optimizer
