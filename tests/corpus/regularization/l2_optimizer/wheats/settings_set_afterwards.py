"""Sets rate and decay after it made the optimizer."""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters())
    for group in optimizer.param_groups:
        group["lr"] = lr
        group["weight_decay"] = beta
    return optimizer
