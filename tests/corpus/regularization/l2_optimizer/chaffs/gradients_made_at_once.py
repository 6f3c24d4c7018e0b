"""Gives the parameters gradients of zeros when it is made.

Fails:
    a_gradient_alone_decides_who_takes_part
    making_the_optimizer_changes_nothing
"""

import torch
from torch import optim


def l2_optimizer(model, lr, beta):
    for p in model.parameters():
        if p.grad is None and p.requires_grad:
            p.grad = torch.zeros_like(p)
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
