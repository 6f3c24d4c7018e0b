"""Adds the running total again in each round of the loop.

Fails:
"""


def l2_penalty(model, beta):
    total, penalty = 0.0, 0.0
    for p in model.parameters():
        total = total + p.square().sum()
        penalty = penalty + beta * total
    return penalty
