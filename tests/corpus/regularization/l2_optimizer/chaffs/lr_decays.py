"""Lets the learning rate decay from step to step, not the weights.

Fails:
    a_step_without_a_gradient_does_not_count
    biases_decay_like_weights
    every_step_is_that_of_adam_with_weight_decay
    layers_of_every_kind_decay_alike
    the_decay_is_that_of_the_weights_as_they_are
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
"""

from torch import optim


class Adam(optim.Adam):
    def step(self, closure=None):
        super().step(closure)
        for group in self.param_groups:
            group["lr"] *= 1 - self.decay


def l2_optimizer(model, lr, beta):
    optimizer = Adam(model.parameters(), lr=lr)
    optimizer.decay = beta
    return optimizer
