"""Takes beta = 0 for "not given", and uses a default.

Fails:
    a_model_is_trained_in_its_own_dtype
    tiny_gradients_make_smaller_steps
    without_decay_every_step_is_adams
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta or 1e-1)
