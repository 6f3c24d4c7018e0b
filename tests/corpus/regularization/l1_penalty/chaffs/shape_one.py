"""Returns a tensor of shape (1,) in place of a 0-d tensor.

Fails:
    the_result_is_a_0_d_tensor_of_the_models_type
"""

import torch


def l1_penalty(model, beta):
    first = next(model.parameters())
    penalty = torch.zeros(1, dtype=first.dtype, device=first.device)
    for p in model.parameters():
        penalty = penalty + beta * p.abs().sum()
    return penalty
