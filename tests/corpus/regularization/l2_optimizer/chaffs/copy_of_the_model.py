"""Trains a copy.

Fails:
"""

import copy

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(copy.deepcopy(model).parameters(), lr=lr, weight_decay=beta)
