"""No class: two functions in a namespace, which share what they remember."""

from types import SimpleNamespace

import torch


def l2_optimizer(model, lr, beta):
    memory = [[p, 0, torch.zeros_like(p), torch.zeros_like(p)] for p in model.parameters()]

    def zero_grad():
        for p, *_ in memory:
            p.grad = None

    def step():
        with torch.no_grad():
            for entry in memory:
                p, t, mean, square = entry
                if p.grad is not None:
                    g = torch.add(p.grad, p, alpha=beta)
                    entry[1] = t = t + 1
                    mean.mul_(0.9).add_(g, alpha=0.1)
                    square.mul_(0.999).addcmul_(g, g, value=0.001)
                    root = square.div(1 - 0.999**t).sqrt_().add_(1e-8)
                    p.addcdiv_(mean, root, value=-lr / (1 - 0.9**t))

    return SimpleNamespace(zero_grad=zero_grad, step=step)
