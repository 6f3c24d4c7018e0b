"""The slide's torch.norm, called on each parameter instead of on the generator."""

import torch


def l1_penalty(model, beta):
    penalty = 0
    for theta in model.parameters():
        penalty = penalty + beta * torch.norm(theta, 1)
    return penalty
