"""Writes |θ| as max(θ, -θ)."""

import torch


def l1_penalty(model, beta):
    return beta * sum(torch.maximum(p, -p).sum() for p in model.parameters())
