"""Makes each activation anew as type(activation)(): LeakyReLU's slope and the like are lost.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    in_eval_mode_it_computes_what_the_model_computes
    the_given_model_is_left_as_it_was

May fail:
    the_parameters_can_still_be_trained
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model):
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(layer)
        else:
            activation = type(layer)()
            activation.load_state_dict(layer.state_dict())
            layers += [activation, nn.Dropout(p)]
    return nn.Sequential(*layers)
