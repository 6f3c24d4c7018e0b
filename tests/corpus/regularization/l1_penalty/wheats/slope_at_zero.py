"""Writes |t| as a case distinction, so the slope at 0 is 1, which is one of those allowed."""

import torch


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        total = total + torch.where(parameter >= 0, parameter, -parameter).sum()
    return beta * total
