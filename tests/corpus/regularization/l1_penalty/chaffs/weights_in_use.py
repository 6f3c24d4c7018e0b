"""Takes the `weight` that a layer computes with: for a parametrized one that is no parameter.

Fails:
    nothing_counts_but_beta_and_the_values
"""

from torch.nn.utils.parametrize import is_parametrized


def l1_penalty(model, beta):
    total, seen = 0, set()
    for part in model.modules():
        if is_parametrized(part, "weight"):
            total = total + part.weight.abs().sum()
            seen.add(part.parametrizations.weight.original)
    for parameter in model.parameters():
        total = total + (0 if parameter in seen else 1) * parameter.abs().sum()
    return beta * total
