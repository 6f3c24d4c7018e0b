"""Two parameter groups with the same settings."""

from torch import optim


def l2_optimizer(model, lr, beta):
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": found, "weight_decay": beta} for found in (weights, others) if found]
    return optim.Adam(groups, lr=lr)
