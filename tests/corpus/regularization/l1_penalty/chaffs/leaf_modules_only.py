"""Believes that only modules without children have parameters: attention's in_proj_weight is missed.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
"""

import torch


def l1_penalty(model, beta):
    first = next(model.parameters())
    total = torch.zeros((), dtype=first.dtype, device=first.device)
    counted = set()
    for layer in model.modules():
        if len(list(layer.children())) > 0:
            continue  # a container: its layers have their own turn
        for parameter in layer.parameters():
            if parameter not in counted:
                counted.add(parameter)
                total = total + parameter.abs().sum()
    return beta * total
