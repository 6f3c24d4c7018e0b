"""Replaces each activation of a copy by a small Sequential of the activation and a Dropout."""

import copy

from torch import nn


def add_dropout(model, p):
    model = copy.deepcopy(model)
    hidden = [i for i in range(1, len(model) - 1) if isinstance(model[i - 1], (nn.Linear, nn.Conv2d))]
    for i in hidden:
        model[i] = nn.Sequential(model[i], nn.Dropout(p))
    return model
