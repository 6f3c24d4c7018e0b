"""Adds Python numbers from .item() and wraps the result again.

Fails:
"""

import torch


def l2_penalty(model, beta):
    total = sum(p.pow(2).sum().item() for p in model.parameters())
    return torch.tensor(beta * total, dtype=next(model.parameters()).dtype, requires_grad=True)
