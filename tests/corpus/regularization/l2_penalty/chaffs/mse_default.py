"""Takes the squared-error loss with its default reduction, the mean.

Fails:
"""

import torch
import torch.nn.functional as F


def l2_penalty(model, beta):
    return beta * sum(F.mse_loss(p, torch.zeros_like(p)) for p in model.parameters())
