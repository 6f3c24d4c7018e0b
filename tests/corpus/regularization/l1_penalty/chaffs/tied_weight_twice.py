"""Goes from layer to layer, so a tied weight counts once per layer.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""

import torch


def l1_penalty(model, beta):
    first = next(model.parameters())
    total = torch.zeros((), dtype=first.dtype, device=first.device)
    for layer in model.modules():
        for parameter in layer.parameters(recurse=False):
            total = total + parameter.abs().sum()
    return beta * total
