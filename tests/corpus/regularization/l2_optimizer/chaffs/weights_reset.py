"""Initialises all layers anew before it makes the optimizer.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
