"""Joins all gradients for its decay, which raises an error when there is none at all.

Fails:
    a_parameter_without_a_gradient_is_left_alone
"""

import torch


class Adam(torch.optim.Adam):
    def step(self, closure=None):
        used = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        given = [p.grad for p in used]
        gradients = torch.cat([p.grad.flatten() for p in used])
        weights = torch.cat([p.detach().flatten() for p in used])
        parts = (gradients + self.beta * weights).split([p.numel() for p in used])
        for p, part in zip(used, parts, strict=True):
            p.grad = part.to(p.dtype).reshape(p.shape)
        super().step(closure)
        for p, gradient in zip(used, given, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr)
    optimizer.beta = beta
    return optimizer
