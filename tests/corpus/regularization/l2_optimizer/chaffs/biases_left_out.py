"""Trains the weights only.

Fails:
    biases_decay_like_weights
    layers_of_every_kind_decay_alike
    zero_grad_clears_the_gradients
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    weights = [p for name, p in model.named_parameters() if "bias" not in name]
    return optim.Adam(weights, lr=lr, weight_decay=beta)
