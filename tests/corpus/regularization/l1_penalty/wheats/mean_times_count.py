"""Takes each parameter's mean size times the number of its entries."""


def l1_penalty(model, beta):
    return beta * sum(parameter.abs().mean() * parameter.numel() for parameter in model.parameters())
