"""Walks over the modules itself and remembers by id what it has counted."""


def l2_penalty(model, beta):
    seen, total = set(), 0.0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if id(p) not in seen:
                seen.add(id(p))
                total = total + p.square().sum()
    return beta * total
