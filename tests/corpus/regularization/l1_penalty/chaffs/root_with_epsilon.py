"""Writes |t| as sqrt(t² + 1e-24), which is off for weights of that size.

Fails:
    nothing_counts_but_beta_and_the_values
"""

import torch


def l1_penalty(model, beta):
    return beta * sum(torch.sqrt(parameter**2 + 1e-24).sum() for parameter in model.parameters())
