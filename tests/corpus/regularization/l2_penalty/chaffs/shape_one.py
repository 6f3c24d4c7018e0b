"""Returns a tensor of shape (1,).

Fails:
    the_result_is_a_0_d_tensor_of_the_models_type
"""

import torch


def l2_penalty(model, beta):
    first = next(model.parameters())
    total = torch.zeros(1, dtype=first.dtype)
    for p in model.parameters():
        total = total + p.pow(2).sum()
    return beta * total
