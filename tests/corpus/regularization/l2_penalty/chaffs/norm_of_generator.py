"""Calls torch.norm on the generator, which raises an error.

Fails:
"""

import torch


def l2_penalty(model, beta):
    return beta * torch.norm(model.parameters(), 2) ** 2
