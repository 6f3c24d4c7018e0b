"""Begins with the first parameter and adds the others."""

from torch import optim


def l2_optimizer(model, lr, beta):
    first, *others = model.parameters()
    optimizer = optim.Adam([first], lr=lr, weight_decay=beta)
    if others:
        optimizer.add_param_group({"params": others})
    return optimizer
