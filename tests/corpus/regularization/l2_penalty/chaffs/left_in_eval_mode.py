"""Switches to eval mode and not back.

Fails:
"""


def l2_penalty(model, beta):
    model.eval()
    return beta * sum(p.square().sum() for p in model.parameters())
