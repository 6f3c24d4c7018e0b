"""Writes = where += was meant: only the last parameter counts."""


def l1_penalty(model, beta):
    for p in model.parameters():
        total = p.abs().sum()
    return beta * total
