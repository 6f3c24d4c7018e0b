"""Adds the decay to .grad for the step and subtracts it again: beside a large weight the gradient's digits are lost.

Fails:
    a_step_leaves_the_gradients_as_they_were
"""

import torch


class CoupledAdam(torch.optim.Adam):
    def __init__(self, params, lr, beta):
        super().__init__(params, lr=lr)
        self.beta = beta

    @torch.no_grad()
    def step(self):
        parameters = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        decays = [self.beta * p for p in parameters]
        for p, decay in zip(parameters, decays, strict=True):
            p.grad.add_(decay)
        super().step()
        for p, decay in zip(parameters, decays, strict=True):
            p.grad.sub_(decay)


def l2_optimizer(model, lr, beta):
    return CoupledAdam(list(model.parameters()), lr, beta)
