"""Counts modules in plain lists, which are no part of the model.

Fails:
    nothing_counts_but_beta_and_the_values
"""

from torch import nn


def walk(module, seen):
    for part in module.modules():
        for p in part.parameters(recurse=False):
            seen[id(p)] = p
        for value in vars(part).values():
            if isinstance(value, (list, tuple)):
                for item in value:
                    if isinstance(item, nn.Module):
                        walk(item, seen)


def l2_penalty(model, beta):
    seen = {}
    walk(model, seen)
    return beta * sum(p.square().sum() for p in seen.values())
