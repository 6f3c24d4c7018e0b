"""Returns from inside the loop, after the first parameter."""


def l1_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        total = total + p.abs().sum()
        return beta * total
