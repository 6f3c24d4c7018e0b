"""Keeps its settings in a float32 tensor: parameters in bfloat16 become float32 in the first step.

Fails:
    a_model_is_trained_in_its_own_dtype
"""

import torch


class Adam:
    def __init__(self, model, lr, beta):
        self.parameters, self.state = list(model.parameters()), {}
        self.settings = torch.tensor([[lr], [beta]])

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        lr, beta = (setting.clone() for setting in self.settings)
        for p in self.parameters:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = p.grad + beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[p] = (t, m, v)
            step = lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
            p.data = (p - step).reshape(p.shape)


def l2_optimizer(model, lr, beta):
    return Adam(model, lr, beta)
