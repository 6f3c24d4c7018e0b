"""Collects the decay in hooks for the next step: once for every call of backward(), not once a step.

Fails:
    the_decay_counts_once_a_step
"""

import torch


class HandAdam:
    """Adam written out (Kingma and Ba, 2015), with the decay in the gradient."""

    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta, self.state = lr, beta, {}
        self.collected, self.used = {}, set()
        for p in self.parameters:
            if p.requires_grad:
                p.register_post_accumulate_grad_hook(self.collect)

    def collect(self, p):
        if p in self.used:
            self.used.remove(p)
            self.collected[p] = 0.0
        self.collected[p] = self.collected.get(p, 0.0) + self.beta * p.detach()

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            self.used.add(p)
            g = p.grad + self.collected.get(p, 0.0)
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[p] = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    return HandAdam(model.parameters(), lr, beta)
