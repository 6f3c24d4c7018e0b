"""Writes |θ| as the positive part plus the negative part."""

import torch


def l1_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        total = total + torch.relu(p).sum() + torch.relu(-p).sum()
    return beta * total
