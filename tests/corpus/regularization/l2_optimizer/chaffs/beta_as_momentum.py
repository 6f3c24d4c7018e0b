"""Takes beta for Adam's first beta.

Fails:
    biases_decay_like_weights
    every_step_is_that_of_adam_with_weight_decay
    layers_of_every_kind_decay_alike
    the_decay_is_that_of_the_weights_as_they_are
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, betas=(min(beta, 0.99), 0.999))
