"""The plain answer: one generator expression over all parameters."""


def l2_penalty(model, beta):
    return beta * sum(p.pow(2).sum() for p in model.parameters())
