"""Fetches each parameter by its name with get_parameter, in alphabetical order."""


def l1_penalty(model, beta):
    names = sorted(name for name, _ in model.named_parameters())
    return beta * sum(model.get_parameter(name).abs().sum() for name in names)
