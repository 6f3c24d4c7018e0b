"""Writes the decay by hand and pulls with the weights that were there at first.

Fails:
    the_decay_is_that_of_the_weights_as_they_are
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        used = [p for p in self.start if p.grad is not None]
        gradients = [p.grad for p in used]
        for p in used:
            p.grad = p.grad + self.beta * self.start[p]
        super().step(closure)
        for p, gradient in zip(used, gradients, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr)
    optimizer.start = {p: p.detach().clone() for p in model.parameters()}
    optimizer.beta = beta
    return optimizer
