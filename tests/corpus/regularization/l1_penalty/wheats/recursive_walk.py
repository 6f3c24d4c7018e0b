"""Never calls parameters(): recursion over the tree of modules, with a list of what was seen."""

import torch


def _collect(module, seen):
    for parameter in module._parameters.values():
        if parameter is not None and not any(parameter is other for other in seen):
            seen.append(parameter)
    for child in module.children():
        _collect(child, seen)
    return seen


def l1_penalty(model, beta):
    found = _collect(model, [])
    pieces = torch.stack([torch.abs(parameter).sum() for parameter in found])
    return beta * pieces.sum()
