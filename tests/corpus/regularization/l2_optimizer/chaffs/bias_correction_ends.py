"""Corrects the averages during the first 100 steps only, as if they had arrived by then.

Fails:
    without_decay_every_step_is_adams
"""

import torch


class HandAdam:
    """Adam written out (Kingma and Ba, 2015), with the decay in the gradient."""

    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta, self.state = lr, beta, {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = p.grad + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[p] = (t, m, v)
            if t <= 100:
                m, v = m / (1 - 0.9**t), v / (1 - 0.999**t)
            p -= self.lr * m / (v.sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    return HandAdam(model.parameters(), lr, beta)
