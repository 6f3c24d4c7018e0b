"""A subclass of Adam that steps on the sum of gradient and decay, and gives the gradients back."""

import contextlib

from torch import optim


class DecayingAdam(optim.Adam):
    def __init__(self, parameters, lr, beta):
        super().__init__(parameters, lr=lr)
        self.beta = beta

    @contextlib.contextmanager
    def decayed(self):
        used = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        gradients = [p.grad for p in used]
        for p in used:
            p.grad = p.grad + self.beta * p.detach()
        try:
            yield
        finally:
            for p, gradient in zip(used, gradients, strict=True):
                p.grad = gradient

    def step(self, closure=None):
        with self.decayed():
            return super().step(closure)


def l2_optimizer(model, lr, beta):
    return DecayingAdam(model.parameters(), lr, beta)
