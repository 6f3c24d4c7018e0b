"""Does not hand lr on.

Fails:
    the_learning_rate_is_that_which_is_asked_for
    a_step_leaves_the_gradients_as_they_were
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), weight_decay=beta)
