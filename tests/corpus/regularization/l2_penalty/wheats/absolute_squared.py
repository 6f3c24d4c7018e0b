"""Squares the absolute value, which comes to the same."""

import torch


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for p in model.parameters():
        total = total + torch.abs(p).pow(2).sum()
    return beta * total
