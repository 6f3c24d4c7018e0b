"""Looks at nn.Linear only and forgets convolutions, norm layers and the like."""

from torch import nn


def l1_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    counted = {id(p): p for m in model.modules() if isinstance(m, nn.Linear) for p in m.parameters()}
    for p in counted.values():
        total = total + p.abs().sum()
    return beta * total
