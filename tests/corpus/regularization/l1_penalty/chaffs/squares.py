"""Computes the L2 penalty: squares in place of absolute values."""


def l1_penalty(model, beta):
    return beta * sum((p**2).sum() for p in model.parameters())
