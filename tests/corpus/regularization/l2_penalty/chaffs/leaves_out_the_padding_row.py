"""Leaves out the row of an embedding that stands for padding, which nothing trains.

Fails:
    layers_of_every_kind_count_wherever_they_are_nested
"""

from torch import nn


def l2_penalty(model, beta):
    total = sum(parameter.square().sum() for parameter in model.parameters())
    for module in model.modules():
        if isinstance(module, nn.Embedding) and module.padding_idx is not None:
            total = total - module.weight[module.padding_idx].square().sum()
    return beta * total
