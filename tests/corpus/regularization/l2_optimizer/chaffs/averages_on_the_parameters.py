"""Keeps averages and count as attributes of the parameters, where the next optimizer of the model finds them.

Fails:
    each_call_makes_an_optimizer_of_its_own
"""

import torch


class HandAdam:
    """Adam written out (Kingma and Ba, 2015), with the decay in the gradient."""

    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta = lr, beta

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            t, m, v = getattr(p, "adam", (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = p.grad + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            p.adam = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    return HandAdam(model.parameters(), lr, beta)
