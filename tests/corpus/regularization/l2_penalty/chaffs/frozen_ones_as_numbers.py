"""Sums frozen parameters as plain numbers: where all are frozen, the result is no tensor.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    learned = [p for p in model.parameters() if p.requires_grad]
    frozen = [p for p in model.parameters() if not p.requires_grad]
    constant = sum(p.square().sum().item() for p in frozen)
    return beta * (sum(p.square().sum() for p in learned) + constant)
