"""Clears the gradients at the end of each step.

Fails:
    a_step_leaves_the_gradients_as_they_were
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        super().step(closure)
        self.zero_grad()


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
