"""Believes that all parameters are called `weight` or `bias`.

Fails:
    layers_of_every_kind_count_wherever_they_are_nested
"""

import torch


def l1_penalty(model, beta):
    first = next(model.parameters())
    total = torch.zeros((), dtype=first.dtype, device=first.device)
    for name, parameter in model.named_parameters():
        if name.split(".")[-1] in ("weight", "bias"):
            total = total + parameter.abs().sum()
    return beta * total
