"""Puts the Dropout into the caller's model and returns that.

Fails:
    the_given_model_is_left_as_it_was
"""

from torch import nn


def add_dropout(model, p):
    for position in range(len(model) - 2, 0, -1):
        if isinstance(model[position - 1], (nn.Linear, nn.Conv2d)):
            model[position] = nn.Sequential(model[position], nn.Dropout(p))
    return model
