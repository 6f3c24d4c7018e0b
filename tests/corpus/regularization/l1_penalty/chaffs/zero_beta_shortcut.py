"""Returns a bare zero at beta = 0: backward() raises instead of giving zeros.

Fails:
    the_gradient_is_beta_times_the_sign
"""

import torch


def l1_penalty(model, beta):
    parameters = list(model.parameters())
    if beta == 0:
        return torch.zeros((), dtype=parameters[0].dtype, device=parameters[0].device)
    return beta * sum(parameter.abs().sum() for parameter in parameters)
