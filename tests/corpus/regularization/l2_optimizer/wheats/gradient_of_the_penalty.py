"""Lets autograd compute the decay: the gradient of beta/2 times the sum of squares is added before Adam's step."""

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
        penalty = self.beta / 2 * sum(p.square().sum() for p in used)
        for p, decay in zip(used, torch.autograd.grad(penalty, used), strict=True):
            p.grad = p.grad + decay
        self.adam.step()


def l2_optimizer(model, lr, beta):
    return PenalisedAdam(model, lr, beta)
