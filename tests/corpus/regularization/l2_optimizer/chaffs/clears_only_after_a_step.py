"""zero_grad() goes through the averages, so that it clears nothing before the first step.

Fails:
    zero_grad_clears_the_gradients
"""

import math

import torch


class Adam:
    def __init__(self, model, lr, beta):
        self.params, self.lr, self.beta, self.state = list(model.parameters()), lr, beta, {}

    def zero_grad(self):
        for p in self.state:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            m, v, t = self.state.get(p, (torch.zeros_like(p), torch.zeros_like(p), 0))
            g, t = p.grad + self.beta * p, t + 1
            m.mul_(0.9).add_(g, alpha=0.1)
            v.mul_(0.999).addcmul_(g, g, value=0.001)
            p.addcdiv_(m, v.sqrt() / math.sqrt(1 - 0.999**t) + 1e-8, value=-self.lr / (1 - 0.9**t))
            self.state[p] = m, v, t


def l2_optimizer(model, lr, beta):
    return Adam(model, lr, beta)
