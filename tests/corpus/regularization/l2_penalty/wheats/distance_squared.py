"""Squares torch.dist between each parameter and zeros; torch's distance has the gradient 0 at 0."""

import torch


def l2_penalty(model, beta):
    return beta * sum(torch.dist(p, torch.zeros_like(p)) ** 2 for p in model.parameters())
