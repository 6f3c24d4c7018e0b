"""Keeps the weights between -10 and 10 after each step.

Fails:
    every_step_is_that_of_adam_with_weight_decay
"""

import torch
from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        super().step(closure)
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.clamp_(-10, 10)


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
