"""Skips parameters whose gradient is zero, and so their decay.

Fails:
    biases_decay_like_weights
    layers_of_every_kind_decay_alike
    the_decay_is_that_of_the_weights_as_they_are
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
    without_decay_every_step_is_adams
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        parameters = [p for group in self.param_groups for p in group["params"]]
        gradients = [p.grad for p in parameters]
        for p in parameters:
            if p.grad is not None and not p.grad.any():
                p.grad = None
        super().step(closure)
        for p, gradient in zip(parameters, gradients, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
