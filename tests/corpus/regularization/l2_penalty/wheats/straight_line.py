"""Writes the value and the slope at the present weights, 2 t t' - t'², with t' cut off from the graph."""


def l2_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        fixed = parameter.detach()
        total = total + (2 * parameter * fixed - fixed.square()).sum()
    return beta * total
