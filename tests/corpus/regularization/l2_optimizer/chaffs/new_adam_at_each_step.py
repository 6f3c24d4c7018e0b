"""Makes a new Adam at each step, which remembers nothing of earlier gradients.

Fails:
"""

from torch import optim


class Optimizer:
    def __init__(self, model, lr, beta):
        self.model, self.lr, self.beta = model, lr, beta

    def zero_grad(self):
        self.model.zero_grad()

    def step(self):
        optim.Adam(self.model.parameters(), lr=self.lr, weight_decay=self.beta).step()


def l2_optimizer(model, lr, beta):
    return Optimizer(model, lr, beta)
