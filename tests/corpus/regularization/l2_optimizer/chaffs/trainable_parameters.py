"""Leaves frozen parameters out, which would not move anyway."""

import torch


def l2_optimizer(model, lr, beta):
    trained = filter(lambda p: p.requires_grad, model.parameters())
    return torch.optim.Adam(trained, lr=lr, weight_decay=beta)
