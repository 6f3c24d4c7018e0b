"""Squares with torch.func.vmap, entry by entry."""

import torch


def l2_penalty(model, beta):
    square = torch.func.vmap(lambda t: t * t)
    return beta * torch.cat([square(parameter.reshape(-1)) for parameter in model.parameters()]).sum()
