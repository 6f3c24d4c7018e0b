"""Adds to a total outside the function, which is never set back.

Fails:
"""

TOTAL = [0.0]


def l2_penalty(model, beta):
    for p in model.parameters():
        TOTAL[0] = TOTAL[0] + beta * p.square().sum()
    return TOTAL[0]
