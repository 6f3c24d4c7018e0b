"""Writes Adam by hand and lets parameters decay that have no gradient.

Fails:
    a_parameter_without_a_gradient_is_left_alone
    a_step_without_a_gradient_does_not_count
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
            grad = torch.zeros_like(p) if p.grad is None else p.grad
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = grad + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[p] = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    return HandAdam(model.parameters(), lr, beta)
