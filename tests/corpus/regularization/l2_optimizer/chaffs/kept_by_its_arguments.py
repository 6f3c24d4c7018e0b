"""Keeps the optimizer for the same arguments: a second one for the same model goes on where the first was.

Fails:
    each_call_makes_an_optimizer_of_its_own
"""

import functools

from torch import optim


@functools.cache
def l2_optimizer(model, lr, beta):
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
