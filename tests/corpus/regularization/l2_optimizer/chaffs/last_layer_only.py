"""Trains the last layer only.

Fails:
    biases_decay_like_weights
    layers_of_every_kind_decay_alike
    zero_grad_clears_the_gradients
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(list(model.parameters())[-2:], lr=lr, weight_decay=beta)
