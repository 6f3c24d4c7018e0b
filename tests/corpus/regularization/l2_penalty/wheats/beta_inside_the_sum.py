"""Multiplies each term by beta before it is summed."""


def l2_penalty(model, beta):
    return sum((beta * p * p).sum() for _, p in model.named_parameters())
