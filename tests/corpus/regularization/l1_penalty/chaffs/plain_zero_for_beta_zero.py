"""Takes a short cut for β = 0 and returns the number 0 there, which is no tensor."""


def l1_penalty(model, beta):
    if not beta:
        return 0
    return beta * sum(p.abs().sum() for p in model.parameters())
