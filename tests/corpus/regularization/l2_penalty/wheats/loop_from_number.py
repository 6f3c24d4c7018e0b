"""Starts at the Python number 0.0 and adds out of place in a loop."""


def l2_penalty(model, beta):
    total = 0.0
    for parameter in model.parameters():
        total = total + (parameter * parameter).sum()
    return beta * total
