"""Builds new layers of the same sizes, with new random parameters.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    every_value_of_every_call_is_dropped_on_its_own
    gradients_flow_through_what_is_kept
    in_eval_mode_it_computes_what_the_model_computes
    nothing_is_dropped_after_the_output_layer
    the_parameters_can_still_be_trained
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            layer.reset_parameters()
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
