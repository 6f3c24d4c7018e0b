"""Lets the weights decay only.

Fails:
    biases_decay_like_weights
    layers_of_every_kind_decay_alike
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    weights = [p for name, p in model.named_parameters() if "bias" not in name]
    others = [p for name, p in model.named_parameters() if "bias" in name]
    groups = [{"params": weights, "weight_decay": beta}] + ([{"params": others}] if others else [])
    return optim.Adam(groups, lr=lr)
