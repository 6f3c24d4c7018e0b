"""Puts the parameters that are frozen now into a group of their own: they are there when they are needed."""

from torch import optim


def l2_optimizer(model, lr, beta):
    frozen = [p for p in model.parameters() if not p.requires_grad]
    trained = [p for p in model.parameters() if p.requires_grad]
    groups = [{"params": found} for found in (trained, frozen) if found]
    return optim.Adam(groups, lr=lr, weight_decay=beta)
