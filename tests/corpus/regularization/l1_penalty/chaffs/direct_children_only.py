"""Looks at the model and its children, not at their children.

Fails:
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
May fail:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""

import torch


def l1_penalty(model, beta):
    first = next(model.parameters())
    total = torch.zeros((), dtype=first.dtype, device=first.device)
    counted = set()
    for layer in [model, *model.children()]:
        for parameter in layer.parameters(recurse=False):
            if parameter not in counted:
                counted.add(parameter)
                total = total + parameter.abs().sum()
    return beta * total
