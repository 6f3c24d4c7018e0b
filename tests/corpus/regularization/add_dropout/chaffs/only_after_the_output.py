"""Appends a single Dropout at the end of the model: hidden layers are not regularized, the output is.

Fails:
    every_hidden_layer_drops_once
    nothing_is_dropped_after_the_output_layer
"""

import copy

from torch import nn


def add_dropout(model, p):
    return nn.Sequential(*copy.deepcopy(model), nn.Dropout(p))
