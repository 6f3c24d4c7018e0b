"""Takes the subgradient β, not 0, where θ is exactly 0; any value in [-β, β] is right there."""

import torch


def l1_penalty(model, beta):
    return beta * sum(torch.where(p >= 0, p, -p).sum() for p in model.parameters())
