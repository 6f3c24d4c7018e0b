"""Lets weights and biases of linear and other layers decay, but not those of normalization layers.

Fails:
    layers_of_every_kind_decay_alike
"""

from torch import nn, optim

NORMALIZING = (nn.LayerNorm, nn.BatchNorm1d, nn.BatchNorm2d)


def l2_optimizer(model, lr, beta):
    spared = {id(p) for m in model.modules() if isinstance(m, NORMALIZING) for p in m.parameters()}
    groups = [{"params": [p], "weight_decay": 0.0 if id(p) in spared else beta} for p in model.parameters()]
    return optim.Adam(groups, lr=lr)
