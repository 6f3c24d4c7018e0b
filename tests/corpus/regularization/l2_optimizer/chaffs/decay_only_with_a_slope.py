"""Skips parameters whose gradient is zero, and so their decay.

Fails:
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None and not p.grad.any():
                    p.grad = None
        super().step(closure)


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
