"""Looks for parameters among dir(module), where nn.Module leaves out names that begin with a digit: those of an
nn.ParameterList.

Fails:
    nothing_counts_but_beta_and_the_values
"""

from torch import nn


def l1_penalty(model, beta):
    found = {}
    for module in model.modules():
        for name in dir(module):
            value = getattr(module, name, None)
            if isinstance(value, nn.Parameter):
                found[id(value)] = value
    if not found:
        found = {id(p): p for p in model.parameters()}
    return beta * sum(p.abs().sum() for p in found.values())
