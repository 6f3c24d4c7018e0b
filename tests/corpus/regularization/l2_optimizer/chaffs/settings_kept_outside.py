"""Writes Adam by hand and reads lr and beta from where the latest call has put them.

Fails:
    each_call_makes_an_optimizer_of_its_own
"""

import torch

SETTINGS = {}


class Adam:
    def __init__(self, parameters):
        self.parameters, self.state = list(parameters), {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = p.grad + SETTINGS["beta"] * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[p] = (t, m, v)
            p -= SETTINGS["lr"] * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    SETTINGS.update(lr=lr, beta=beta)
    return Adam(model.parameters())
