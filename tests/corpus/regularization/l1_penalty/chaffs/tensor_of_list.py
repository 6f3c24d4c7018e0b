"""Builds a new tensor from the list of sums; torch.tensor copies values without their graph."""

import torch


def l1_penalty(model, beta):
    sums = [p.abs().sum().tolist() for p in model.parameters()]
    return beta * torch.tensor(sums, dtype=next(model.parameters()).dtype, requires_grad=True).sum()
