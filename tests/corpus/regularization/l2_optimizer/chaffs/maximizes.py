"""Goes uphill.

Fails:
    a_model_is_trained_in_its_own_dtype
    every_step_is_that_of_adam_with_weight_decay
    the_learning_rate_is_that_which_is_asked_for
    tiny_gradients_make_smaller_steps
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta, maximize=True)
