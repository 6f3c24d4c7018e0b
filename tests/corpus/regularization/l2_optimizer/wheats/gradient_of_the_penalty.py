"""Lets autograd compute the decay of a copy of the parameters, and Adam step on the sum for the time of the step."""

import torch


class PenalisedAdam:
    def __init__(self, model, lr, beta):
        self.parameters = list(model.parameters())
        self.adam = torch.optim.Adam(self.parameters, lr=lr)
        self.beta = beta

    def zero_grad(self):
        self.adam.zero_grad()

    def step(self):
        used = [p for p in self.parameters if p.grad is not None]
        given = [p.grad for p in used]
        for p, gradient in zip(used, given, strict=True):
            with torch.enable_grad():
                twin = p.detach().clone().requires_grad_()
                (decay,) = torch.autograd.grad(self.beta / 2 * twin.square().sum(), twin)
            p.grad = gradient + decay
        self.adam.step()
        for p, gradient in zip(used, given, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    return PenalisedAdam(model, lr, beta)
