"""Trains the weights only.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    weights = [p for name, p in model.named_parameters() if "bias" not in name]
    return optim.Adam(weights, lr=lr, weight_decay=beta)
