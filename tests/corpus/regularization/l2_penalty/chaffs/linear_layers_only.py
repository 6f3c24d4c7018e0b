"""Looks at nn.Linear only and forgets all other layers.

Fails:
"""

from torch import nn


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    found = {id(p): p for m in model.modules() if isinstance(m, nn.Linear) for p in m.parameters()}
    for p in found.values():
        total = total + p.pow(2).sum()
    return beta * total
