"""Looks at its own gradient before it returns: for a frozen model, or under no_grad, that raises an error.

Fails:
    every_call_looks_at_the_model_anew
    nothing_counts_but_beta_and_the_values
    the_model_is_left_as_it_was
"""

import torch


def l1_penalty(model, beta):
    total = sum(parameter.abs().sum() for parameter in model.parameters())
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    slopes = torch.autograd.grad(total, trained, retain_graph=True)
    assert all(slope.abs().max() <= 1 for slope in slopes)
    return beta * total
