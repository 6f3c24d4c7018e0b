"""Lets only matrices decay: biases and gains do not.

Fails:
    biases_decay_like_weights
    layers_of_every_kind_decay_alike
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    groups = [{"params": [p], "weight_decay": beta if p.ndim > 1 else 0.0} for p in model.parameters()]
    return optim.Adam(groups, lr=lr)
