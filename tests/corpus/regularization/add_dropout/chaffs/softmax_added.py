"""Adds a Softmax at the end as well: in eval mode the result no longer computes what the model computes.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    every_value_of_every_call_is_dropped_on_its_own
    gradients_flow_through_what_is_kept
    in_eval_mode_it_computes_what_the_model_computes
    it_takes_what_the_model_takes
    nothing_is_dropped_after_the_output_layer
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
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers, nn.Softmax(dim=1))
