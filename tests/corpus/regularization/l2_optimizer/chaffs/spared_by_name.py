"""Lets no parameter decay whose name has "norm" in it, whatever layer it belongs to.

Fails:
    layers_of_every_kind_decay_alike
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    groups = [{"params": [p], "weight_decay": 0.0 if "norm" in name else beta} for name, p in model.named_parameters()]
    return optim.Adam(groups, lr=lr)
