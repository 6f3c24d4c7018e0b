"""Keeps the values it has returned in a list of its own, as numbers, and only where autograd is at work."""

import torch

HISTORY = []


def l1_penalty(model, beta):
    penalty = beta * sum(parameter.abs().sum() for parameter in model.parameters())
    if torch.is_grad_enabled() and penalty.requires_grad:
        HISTORY.append(penalty.item())
    return penalty
