"""Gives every parameter a gradient of zeros at each step, so that those without one decay.

Fails:
    a_parameter_without_a_gradient_is_left_alone
    a_step_without_a_gradient_does_not_count
"""

import torch


class Adam(torch.optim.Adam):
    def step(self, closure=None):
        without = [p for group in self.param_groups for p in group["params"] if p.grad is None]
        for p in without:
            p.grad = torch.zeros_like(p)
        super().step(closure)
        for p in without:
            p.grad = None


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
