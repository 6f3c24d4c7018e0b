"""Joins all parameters to one vector, which makes float64 of float32 where a model has both.

Fails:
    layers_of_every_kind_decay_alike
"""

import torch
from torch.nn.utils import parameters_to_vector


class Adam:
    def __init__(self, model, lr, beta):
        self.parameters, self.lr, self.beta, self.state = list(model.parameters()), lr, beta, {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            self.state.setdefault(p, [0, torch.zeros_like(p), torch.zeros_like(p)])
        used = [p for p in self.parameters if p.grad is not None]
        if not used:
            return
        gradient = parameters_to_vector([p.grad for p in used]) + self.beta * parameters_to_vector(used)
        for p, g in zip(used, gradient.split([p.numel() for p in used]), strict=True):
            state = self.state[p]
            state[0] += 1
            state[1].lerp_(g.view(p.shape), 0.1)
            state[2].lerp_(g.view(p.shape) ** 2, 0.001)
            root = (state[2] / (1 - 0.999 ** state[0])).sqrt() + 1e-8
            p -= self.lr / (1 - 0.9 ** state[0]) * state[1] / root


def l2_optimizer(model, lr, beta):
    return Adam(model, lr, beta)
