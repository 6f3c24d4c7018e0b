"""Puts the Dropout in the activation's place instead of behind it.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    in_eval_mode_it_computes_what_the_model_computes
    the_parameters_can_still_be_trained
"""

import copy

from torch import nn


def add_dropout(model, p):
    result = copy.deepcopy(model)
    for i in range(1, len(model) - 1):
        if isinstance(model[i - 1], (nn.Linear, nn.Conv2d)):
            result[i] = nn.Dropout(p)
    return result
