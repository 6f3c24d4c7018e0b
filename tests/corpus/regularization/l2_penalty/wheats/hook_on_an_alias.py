"""Takes the value under no_grad, and the slope from a hook on an alias of each parameter, not on the parameter."""

import torch


def l2_penalty(model, beta):
    with torch.no_grad():
        penalty = beta * sum(parameter.square().sum() for parameter in model.parameters())
    for parameter in model.parameters():
        alias = parameter.view_as(parameter)
        if alias.requires_grad and torch.is_grad_enabled():
            alias.register_hook(lambda slope, p=parameter: 2 * beta * slope * p.detach())
            penalty = penalty + (alias - alias.detach()).sum()
    return penalty
