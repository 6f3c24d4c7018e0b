"""Multiplies by β inside the loop and once more at the end."""


def l1_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        total = total + beta * p.abs().sum()
    return beta * total
