"""Adds beta times the sign, the gradient of L1.

Fails:
    every_step_is_that_of_adam_with_weight_decay
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        used = [p for p in self.param_groups[0]["params"] if p.grad is not None]
        gradients = [p.grad for p in used]
        for p in used:
            p.grad = p.grad + self.beta * p.detach().sign()
        super().step(closure)
        for p, gradient in zip(used, gradients, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr)
    optimizer.beta = beta
    return optimizer
