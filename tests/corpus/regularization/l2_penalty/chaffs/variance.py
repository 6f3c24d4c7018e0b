"""Takes the deviations from each parameter's mean, not from 0.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum((p - p.mean()).square().sum() for p in model.parameters())
