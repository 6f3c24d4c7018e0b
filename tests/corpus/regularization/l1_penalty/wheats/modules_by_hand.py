"""Walks over the modules itself and remembers by id what it has counted."""


def l1_penalty(model, beta):
    seen = set()
    total = 0.0
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            if id(parameter) not in seen:
                seen.add(id(parameter))
                total = total + parameter.abs().sum()
    return beta * total
