"""Calls the squared-error loss against zeros, with reduction='sum'."""

import torch
import torch.nn.functional as F


def l2_penalty(model, beta):
    return beta * sum(F.mse_loss(p, torch.zeros_like(p), reduction="sum") for p in model.parameters())
