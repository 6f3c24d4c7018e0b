"""Calls F.dropout without training=self.training: it stays on in eval mode.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

import torch.nn.functional as F
from torch import nn


class WithDropout(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.layers = copy.deepcopy(model)
        self.p = p

    def forward(self, x):
        previous = None
        for layer in self.layers:
            x = layer(x)
            if isinstance(previous, (nn.Linear, nn.Conv2d)):
                x = F.dropout(x, self.p)
            previous = layer
        return x


def add_dropout(model, p):
    return WithDropout(model, p)
