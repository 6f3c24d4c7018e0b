"""Value under no_grad, and the gradient from a hook on a tensor of its own, x - x.detach()."""

import torch


def l1_penalty(model, beta):
    parameters = list(model.parameters())
    with torch.no_grad():
        penalty = beta * sum(parameter.abs().sum() for parameter in parameters)
    for parameter in parameters:
        if not parameter.requires_grad:
            continue  # its value is counted above, and it has no use for a slope
        signs = parameter.detach().sign()
        alias = parameter.view_as(parameter)
        alias.register_hook(lambda gradient, signs=signs: gradient * beta * signs)
        penalty = penalty + (alias - alias.detach()).sum()
    return penalty
