"""Takes the mean squared error to zeros times the number of entries."""

import torch
from torch.nn.functional import mse_loss


def l2_penalty(model, beta):
    return beta * sum(mse_loss(p, torch.zeros_like(p)) * p.numel() for p in model.parameters())
