"""Adds beta times the sign, the gradient of L1.

Fails:
    every_step_is_that_of_adam_with_weight_decay
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters(), lr=lr)

    def decay(*_):
        for p in model.parameters():
            if p.grad is not None:
                p.grad.add_(p.detach().sign(), alpha=beta)

    optimizer.register_step_pre_hook(decay)
    return optimizer
