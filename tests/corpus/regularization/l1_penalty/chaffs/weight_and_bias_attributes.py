"""Believes that all parameters are called `weight` or `bias`.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
"""

import torch


def l1_penalty(model, beta):
    first = next(model.parameters())
    total = torch.zeros((), dtype=first.dtype, device=first.device)
    for name, parameter in model.named_parameters():
        if name.split(".")[-1] in ("weight", "bias"):
            total = total + parameter.abs().sum()
    return beta * total
