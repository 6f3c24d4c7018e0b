"""Without gradients it adds up plain numbers and returns them as float32, whatever the parameters' dtype is.

Fails:
    nothing_counts_but_beta_and_the_values
"""

import torch


def l1_penalty(model, beta):
    if not torch.is_grad_enabled():
        number = sum(parameter.abs().sum().item() for parameter in model.parameters())
        return torch.tensor(beta * number, device=next(model.parameters()).device)
    return beta * sum(parameter.abs().sum() for parameter in model.parameters())
