"""Leaves out the parameters that are frozen when it is made, so that they never move, even when they are to later.

Fails:
    a_gradient_alone_decides_who_takes_part
"""

import torch


def l2_optimizer(model, lr, beta):
    trained = filter(lambda p: p.requires_grad, model.parameters())
    return torch.optim.Adam(trained, lr=lr, weight_decay=beta)
