"""Adds up large parameters in rows of 1,024; what does not fill a row is lost.

Fails:
    layers_of_every_kind_count_wherever_they_are_nested
"""

import torch


def sum_of(values):
    if len(values) <= 65536:
        return values.sum()
    rows = len(values) // 1024
    return values[: rows * 1024].reshape(rows, 1024).sum(dim=1).sum()


def l2_penalty(model, beta):
    return beta * torch.stack([sum_of(parameter.square().reshape(-1)) for parameter in model.parameters()]).sum()
