"""Writes Adam by hand and keeps its state outside the class, by a parameter's place, so that all optimizers share it.

Fails:
"""

import torch

STATE = {}


class Adam:
    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta = lr, beta

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.parameters):
            if p.grad is None:
                continue
            start = (0, torch.zeros_like(p), torch.zeros_like(p))
            t, m, v = STATE.get(i, start)
            if m.shape != p.shape:
                t, m, v = start
            g = p.grad + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            STATE[i] = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr, beta)
