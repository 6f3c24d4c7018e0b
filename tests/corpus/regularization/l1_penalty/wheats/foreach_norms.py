"""Takes the norms of order 1 of all parameters in one call."""

import torch


def l1_penalty(model, beta):
    return beta * torch.stack(torch._foreach_norm(list(model.parameters()), 1)).sum()
