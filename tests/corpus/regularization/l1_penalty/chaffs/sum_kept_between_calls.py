"""Keeps the running total in a global variable that is never set back: the second call counts the first again."""

total = 0.0


def l1_penalty(model, beta):
    global total
    for p in model.parameters():
        total = total + p.abs().sum()
    return beta * total
