"""Puts new parameters into the model at each step: who holds the old ones, does not see them move.

Fails:
    a_step_changes_the_parameters_and_nothing_else
"""

import torch
from torch import nn


class Adam:
    def __init__(self, model, lr, beta):
        self.model, self.lr, self.beta, self.state = model, lr, beta, {}

    def zero_grad(self):
        self.model.zero_grad()

    @torch.no_grad()
    def step(self):
        moved = {}
        for name, p in self.model.named_parameters():
            if p.grad is None:
                continue
            t, m, v = self.state.get(name, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = p.grad + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[name] = (t, m, v)
            step = self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
            moved[p] = nn.Parameter(p - step, requires_grad=p.requires_grad)
            moved[p].grad = p.grad
        for module in self.model.modules():
            for name, p in module.named_parameters(recurse=False, remove_duplicate=False):
                if p in moved:
                    module.register_parameter(name, moved[p])


def l2_optimizer(model, lr, beta):
    return Adam(model, lr, beta)
