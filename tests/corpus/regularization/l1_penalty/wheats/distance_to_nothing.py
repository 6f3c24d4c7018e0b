"""Takes torch.dist of order 1 between each parameter and zeros."""

import torch


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        total = total + torch.dist(parameter, torch.zeros_like(parameter), p=1)
    return beta * total
