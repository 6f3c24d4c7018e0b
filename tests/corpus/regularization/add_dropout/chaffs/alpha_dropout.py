"""Takes nn.AlphaDropout, which sets outputs to a negative value and shifts the rest instead of zeroing.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    every_value_of_every_call_is_dropped_on_its_own
    gradients_flow_through_what_is_kept
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.AlphaDropout(p))
        previous = layer
    return nn.Sequential(*layers)
