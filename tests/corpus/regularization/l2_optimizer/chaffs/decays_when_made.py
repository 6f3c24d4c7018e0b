"""Shrinks the weights once, when it is made.

Fails:
"""

import torch
from torch import optim


def l2_optimizer(model, lr, beta):
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(1 - lr * beta)
    return optim.Adam(model.parameters(), lr=lr)
