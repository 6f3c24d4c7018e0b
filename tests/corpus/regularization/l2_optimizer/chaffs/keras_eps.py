"""Takes the epsilon of Keras, 1e-7.

Fails:
    tiny_gradients_make_smaller_steps
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, eps=1e-7, weight_decay=beta)
