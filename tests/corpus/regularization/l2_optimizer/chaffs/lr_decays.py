"""Lets the learning rate decay from step to step, not the weights.

Fails:
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        super().step(closure)
        for group in self.param_groups:
            group["lr"] *= 1 - self.decay


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr)
    optimizer.decay = beta
    return optimizer
