"""Swaps lr and beta.

Fails:
    a_model_is_trained_in_its_own_dtype
    a_step_leaves_the_gradients_as_they_were
    every_step_is_that_of_adam_with_weight_decay
    the_learning_rate_is_that_which_is_asked_for
    tiny_gradients_make_smaller_steps
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=beta, weight_decay=lr)
