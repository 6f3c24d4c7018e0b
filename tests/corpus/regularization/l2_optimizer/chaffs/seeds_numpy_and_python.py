"""Seeds the random numbers of numpy and Python.

Fails:
    making_the_optimizer_changes_nothing
"""

import random

import numpy as np
import torch


def l2_optimizer(model, lr, beta):
    random.seed(0)
    np.random.seed(0)
    return torch.optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
