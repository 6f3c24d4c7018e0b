"""Keeps every gradient there was, and sums them up anew at each step, each with its weight."""

import torch


class Adam:
    def __init__(self, model, lr, beta):
        self.model, self.lr, self.beta = model, lr, beta
        self.past = {p: [] for p in model.parameters()}

    def zero_grad(self):
        self.model.zero_grad(set_to_none=False)

    @torch.no_grad()
    def step(self):
        for p, past in self.past.items():
            if p.grad is not None:
                past.append(p.grad + self.beta * p)
                gradients, age = torch.stack(past), torch.arange(len(past) - 1, -1, -1, dtype=torch.float64)
                mean, square = (
                    torch.einsum("t,t...->...", (decay**age / (decay**age).sum()).to(p.dtype), values)
                    for decay, values in ((0.9, gradients), (0.999, gradients.square()))
                )
                p.sub_(self.lr * mean / (square.sqrt() + 1e-8))


def l2_optimizer(model, lr, beta):
    return Adam(model, lr, beta)
