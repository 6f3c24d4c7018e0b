"""Pulls with the weights as they were after its last step.

Fails:
    the_decay_is_that_of_the_weights_as_they_are
"""

import torch


class HandAdam:
    """Adam written out (Kingma and Ba, 2015), with the decay in the gradient."""

    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta, self.state, self.last = lr, beta, {}, {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = p.grad + self.beta * self.last.get(p, p)
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[p] = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
            self.last[p] = p.detach().clone()


def l2_optimizer(model, lr, beta):
    return HandAdam(model.parameters(), lr, beta)
