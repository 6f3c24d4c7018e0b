"""Squares a norm of its own, sqrt(sum of squares), whose gradient is nan where all weights are 0.

Fails:
    every_step_is_that_of_adam_with_weight_decay
"""

import torch


class Adam(torch.optim.Adam):
    def step(self, closure=None):
        used = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        given = [p.grad for p in used]
        for p in used:
            twin = p.detach().clone().requires_grad_()
            norm = twin.square().sum().sqrt()
            p.grad = p.grad + torch.autograd.grad(self.beta / 2 * norm**2, twin)[0]
        super().step(closure)
        for p, gradient in zip(used, given, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr)
    optimizer.beta = beta
    return optimizer
