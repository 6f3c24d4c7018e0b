"""Squares g in place, which without decay is .grad itself.

Fails:
    a_step_leaves_the_gradients_as_they_were
"""

import torch


class L2Adam:
    def __init__(self, parameters, lr, beta):
        self.parameters, self.lr, self.beta = list(parameters), lr, beta
        self.state = {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = [0, torch.zeros_like(p), torch.zeros_like(p)]
            self.state[p][0] += 1
            t, m, v = self.state[p]
            g = p.grad
            if self.beta != 0:
                g = g.add(p, alpha=self.beta)
            m.mul_(0.9).add_(g, alpha=0.1)
            v.mul_(0.999).add_(g.square_(), alpha=0.001)  # g is not needed any more
            denominator = (v / (1 - 0.999**t)).sqrt_().add_(1e-8)
            p.addcdiv_(m, denominator, value=-self.lr / (1 - 0.9**t))


def l2_optimizer(model, lr, beta):
    return L2Adam(model.parameters(), lr, beta)
