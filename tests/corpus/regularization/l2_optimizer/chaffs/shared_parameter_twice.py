"""Collects the parameters module by module, so that a shared one is in the list, and moves, twice.

Fails:
    layers_of_every_kind_decay_alike
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    found = [p for module in model.modules() for p in module.parameters(recurse=False)]
    return optim.Adam(found, lr=lr, weight_decay=beta)
