"""Computes the penalty, prints it and returns nothing."""


def l1_penalty(model, beta):
    penalty = beta * sum(p.abs().sum() for p in model.parameters())
    print("penalty:", penalty)
