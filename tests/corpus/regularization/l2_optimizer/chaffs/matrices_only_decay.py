"""Lets only matrices decay: biases and gains do not.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    groups = [{"params": [p], "weight_decay": beta if p.ndim > 1 else 0.0} for p in model.parameters()]
    return optim.Adam(groups, lr=lr)
