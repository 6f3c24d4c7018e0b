"""Hands the learning rate on as a tensor."""

import torch


def l2_optimizer(model, lr, beta):
    return torch.optim.Adam(model.parameters(), lr=torch.tensor(lr), weight_decay=beta, foreach=False)
