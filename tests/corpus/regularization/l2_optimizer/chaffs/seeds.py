"""Seeds torch's random numbers, out of habit.

Fails:
    making_the_optimizer_changes_nothing
"""

import torch


def l2_optimizer(model, lr, beta):
    torch.manual_seed(0)
    return torch.optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
