"""Writes |t| as a root and mends its gradient at 0 with hooks on the parameters, which stay there.

Fails:
    the_gradient_is_finite_where_a_weight_is_zero
    the_model_is_left_as_it_was
"""

import torch


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.register_hook(torch.nan_to_num)
        total = total + parameter.square().sqrt().sum()
    return beta * total
