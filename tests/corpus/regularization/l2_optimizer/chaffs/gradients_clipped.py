"""Clips the gradients to norm 1 before each step, which nobody asked for.

Fails:
    every_step_is_that_of_adam_with_weight_decay
    without_decay_every_step_is_adams
"""

from torch import nn, optim


class Adam(optim.Adam):
    def step(self, closure=None):
        used = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        gradients = [p.grad for p in used]
        for p in used:
            p.grad = p.grad.clone()
        nn.utils.clip_grad_norm_(used, 1.0)
        super().step(closure)
        for p, gradient in zip(used, gradients, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
