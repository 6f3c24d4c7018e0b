"""Takes the square root of the total: the norm of all parameters.

Fails:
"""

import torch


def l2_penalty(model, beta):
    return beta * torch.sqrt(sum(p.pow(2).sum() for p in model.parameters()))
