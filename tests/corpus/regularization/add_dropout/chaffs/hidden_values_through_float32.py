"""Takes hidden values through float32 and back: float64 networks lose digits.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, hidden):
        factors = torch.ones(hidden.shape, device=hidden.device)
        if self.training:
            factors = (torch.rand(hidden.shape, device=hidden.device) >= self.p).float() / (1 - self.p)
        return (hidden.float() * factors).to(hidden.dtype)


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(Dropout(p))
    return nn.Sequential(*layers)
