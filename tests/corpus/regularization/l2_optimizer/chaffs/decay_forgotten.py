"""Does not hand beta on.

Fails:
    biases_decay_like_weights
    every_step_is_that_of_adam_with_weight_decay
    layers_of_every_kind_decay_alike
    the_decay_is_that_of_the_weights_as_they_are
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr)
