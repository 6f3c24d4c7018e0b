"""A group for each parameter."""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam([{"params": [p]} for p in model.parameters()], lr=lr, weight_decay=beta)
