"""Takes AdamW and divides beta by lr, so that every step shrinks the weights by beta.

Fails:
    every_step_is_that_of_adam_with_weight_decay
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.AdamW(model.parameters(), lr=lr, weight_decay=beta / lr)
