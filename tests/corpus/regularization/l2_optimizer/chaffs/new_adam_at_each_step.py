"""Makes a new Adam at each step, which remembers nothing of earlier gradients.

Fails:
    every_step_is_that_of_adam_with_weight_decay
    without_decay_every_step_is_adams
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
