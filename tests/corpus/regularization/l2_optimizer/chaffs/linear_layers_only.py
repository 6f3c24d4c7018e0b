"""Trains nn.Linear layers only.

Fails:
    layers_of_every_kind_decay_alike

May fail:
    zero_grad_clears_the_gradients
"""

from torch import nn, optim


def l2_optimizer(model, lr, beta):
    found = {id(p): p for m in model.modules() if isinstance(m, nn.Linear) for p in m.parameters()}
    return optim.Adam(list(found.values()) or list(model.parameters())[:1], lr=lr, weight_decay=beta)
