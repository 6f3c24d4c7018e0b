"""Divides by the share that was kept in this call instead of by 1 - p.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
"""

import copy

import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, hidden):
        if not self.training:
            return hidden
        mask = (torch.rand(hidden.shape, device=hidden.device) >= self.p).to(hidden.dtype)
        return hidden * mask * (mask.numel() / mask.sum().clamp(min=1))


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(Dropout(p))
    return nn.Sequential(*layers)
