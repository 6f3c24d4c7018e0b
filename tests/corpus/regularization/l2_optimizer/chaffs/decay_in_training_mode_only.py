"""Lets the weights decay only while the model is in training mode, as dropout does.

Fails:
    a_step_changes_the_parameters_and_nothing_else
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        for group in self.param_groups:
            group["weight_decay"] = self.beta if self.model.training else 0.0
        super().step(closure)


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr, weight_decay=beta)
    optimizer.model, optimizer.beta = model, beta
    return optimizer
