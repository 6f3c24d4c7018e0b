"""Returns a copy of the model; calling insert on a throw-away list adds nothing to it.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_hidden_layer_drops_once
    every_value_of_every_call_is_dropped_on_its_own
    gradients_flow_through_what_is_kept
    in_eval_mode_it_computes_what_the_model_computes
    it_takes_what_the_model_takes
    nothing_is_dropped_after_the_output_layer
    the_given_model_is_left_as_it_was
    the_mask_comes_from_torchs_generator
    the_parameters_can_still_be_trained
    the_share_of_dropped_values_is_p
"""

import copy

from torch import nn


def add_dropout(model, p):
    result = copy.deepcopy(model)
    layers = list(result)
    for position in range(len(layers) - 2, 0, -1):
        if isinstance(layers[position - 1], (nn.Linear, nn.Conv2d)):
            layers.insert(position + 1, nn.Dropout(p))
    return result
