"""Takes Adagrad, whose first step looks like Adam's.

Fails:
    a_model_is_trained_in_its_own_dtype
    every_step_is_that_of_adam_with_weight_decay
    tiny_gradients_make_smaller_steps
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adagrad(model.parameters(), lr=lr, weight_decay=beta)
