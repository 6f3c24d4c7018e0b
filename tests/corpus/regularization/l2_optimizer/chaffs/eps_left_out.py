"""Writes Adam by hand without eps: 0 is divided by 0 where there is no gradient.

Fails:
    tiny_gradients_make_smaller_steps
    without_decay_every_step_is_adams

May fail:
    every_step_is_that_of_adam_with_weight_decay
"""

import torch


class Adam:
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
            p -= self.lr * (m / (1 - 0.9**t)) / (v / (1 - 0.999**t)).sqrt()


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr, beta)
