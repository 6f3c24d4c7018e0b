"""Penalises the weights only; the biases are parameters too.

Fails:
"""


def l2_penalty(model, beta):
    return beta * sum(p.pow(2).sum() for name, p in model.named_parameters() if "bias" not in name)
