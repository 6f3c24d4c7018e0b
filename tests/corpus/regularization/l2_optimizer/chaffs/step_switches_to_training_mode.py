"""Switches the model to training mode at each step.

Fails:
    a_step_changes_the_parameters_and_nothing_else
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        self.model.train()
        super().step(closure)


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr, weight_decay=beta)
    optimizer.model = model
    return optimizer
