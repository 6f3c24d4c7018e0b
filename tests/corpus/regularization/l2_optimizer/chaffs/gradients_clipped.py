"""Clips the gradients to norm 1 before each step, which nobody asked for.

Fails:
    every_step_is_that_of_adam_with_weight_decay
    without_decay_every_step_is_adams
"""

from torch import nn, optim


class Adam(optim.Adam):
    def step(self, closure=None):
        for group in self.param_groups:
            nn.utils.clip_grad_norm_(group["params"], 1.0)
        super().step(closure)


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
