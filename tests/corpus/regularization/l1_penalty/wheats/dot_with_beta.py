"""Adds |θ| up as a dot product with a vector of β."""

import torch


def l1_penalty(model, beta):
    total = 0
    for p in model.parameters():
        flat = p.reshape(-1).abs()
        total = total + torch.dot(flat, torch.full_like(flat, beta))
    return total
