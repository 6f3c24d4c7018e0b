"""Calls backward() itself, so gradients pile up in the model and the graph is gone when the caller needs it."""


def l1_penalty(model, beta):
    penalty = beta * sum(p.abs().sum() for p in model.parameters())
    if penalty.requires_grad:
        penalty.backward()
    return penalty
