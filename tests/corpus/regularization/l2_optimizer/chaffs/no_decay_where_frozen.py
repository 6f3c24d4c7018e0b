"""Asks autograd for the gradient of the decay, which it has not for a parameter that was frozen after backward().

Fails:
    a_gradient_alone_decides_who_takes_part
"""

import torch


class Penalized:
    def __init__(self, model, lr, beta):
        self.parameters = list(model.parameters())
        self.adam = torch.optim.Adam(self.parameters, lr=lr)
        self.beta = beta

    def zero_grad(self):
        self.adam.zero_grad()

    def step(self):
        given = [p.grad for p in self.parameters]
        trained = [p for p in self.parameters if p.requires_grad and p.grad is not None]
        if trained:
            with torch.enable_grad():
                penalty = sum(self.beta / 2 * p.square().sum() for p in trained)
            for p, pull in zip(trained, torch.autograd.grad(penalty, trained), strict=True):
                p.grad = p.grad + pull
        self.adam.step()
        for p, grad in zip(self.parameters, given, strict=True):
            p.grad = grad


def l2_optimizer(model, lr, beta):
    return Penalized(model, lr, beta)
