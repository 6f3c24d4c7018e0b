"""Where every parameter is frozen it adds up plain numbers and returns them as float32, also for a float64 model.

Fails:
    nothing_counts_but_beta_and_the_values
"""

import torch


def l2_penalty(model, beta):
    parameters = list(model.parameters())
    if any(parameter.requires_grad for parameter in parameters):
        return beta * sum(parameter.square().sum() for parameter in parameters)
    number = sum(parameter.square().sum().item() for parameter in parameters)
    return torch.tensor(beta * number, device=parameters[0].device)
