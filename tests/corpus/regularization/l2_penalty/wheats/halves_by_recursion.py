"""Adds up by halves, with recursion over the list of parameters."""


def squares(parameters):
    if len(parameters) == 1:
        return parameters[0].pow(2).sum()
    middle = len(parameters) // 2
    return squares(parameters[:middle]) + squares(parameters[middle:])


def l2_penalty(model, beta):
    return squares([*model.parameters()]).mul(beta)
