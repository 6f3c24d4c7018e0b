"""Penalises the weights only; the biases are parameters too."""


def l1_penalty(model, beta):
    return beta * sum(p.abs().sum() for name, p in model.named_parameters() if "bias" not in name)
