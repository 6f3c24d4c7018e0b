"""Starts from a zero of the right kind and adds to it in place."""


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for p in model.parameters():
        total += beta * p.pow(2).sum()
    return total
