"""A plain class that keeps its state by the parameters' names, and puts new tensors into .data."""

import math


class Adam:
    def __init__(self, model, lr, decay, betas=(0.9, 0.999), eps=1e-8):
        self.model, self.lr, self.decay, self.betas, self.eps = model, lr, decay, betas, eps
        self.counts = {name: 0 for name, _ in model.named_parameters()}
        self.means = dict.fromkeys(self.counts, 0.0)
        self.squares = dict(self.means)

    def zero_grad(self, set_to_none=True):
        self.model.zero_grad()

    def step(self):
        b1, b2 = self.betas
        for name, theta in self.model.named_parameters():
            if theta.grad is not None:
                self.counts[name] += 1
                t, g = self.counts[name], theta.grad.detach() + self.decay * theta.data
                self.means[name] = b1 * self.means[name] + (1 - b1) * g
                self.squares[name] = b2 * self.squares[name] + (1 - b2) * g**2
                root = self.squares[name].sqrt() / math.sqrt(1 - b2**t)
                theta.data = theta.data - self.lr / (1 - b1**t) * self.means[name] / (root + self.eps)


def l2_optimizer(model, lr, beta):
    return Adam(model, lr, beta)
