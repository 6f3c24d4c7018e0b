"""Converts to float32 on the way, so a float64 model gets a float32 penalty."""


def l1_penalty(model, beta):
    return beta * sum(p.float().abs().sum() for p in model.parameters())
