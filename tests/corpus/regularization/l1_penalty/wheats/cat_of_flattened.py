"""Concatenates the flattened parameters into one vector."""

import torch


def l1_penalty(model, beta):
    theta = torch.cat([parameter.flatten() for parameter in model.parameters()])
    return (beta * theta.abs()).sum()
