"""Calls model.zero_grad() first, as in a training loop.

Fails:
"""


def l2_penalty(model, beta):
    model.zero_grad()
    return beta * sum(p.square().sum() for p in model.parameters())
