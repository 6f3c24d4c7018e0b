"""Walks over the modules and fails at a place for a module that is None.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def _collect(module, found):
    for p in module._parameters.values():
        if p is not None:
            found[id(p)] = p
    for child in module._modules.values():
        _collect(child, found)
    return found


def l2_penalty(model, beta):
    return beta * sum(p.square().sum() for p in _collect(model, {}).values())
