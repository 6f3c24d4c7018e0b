"""Squeeze(0) on the output: a batch of one loses its dimension.

Fails:
    a_hidden_activation_is_zeroed_or_scaled
    every_value_of_every_call_is_dropped_on_its_own
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


class WithDropout(nn.Module):
    def __init__(self, layers, p):
        super().__init__()
        self.layers = layers
        self.dropout = nn.Dropout(p)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
            if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
                x = self.dropout(x)
        return x.squeeze(0)


def add_dropout(model, p):
    return WithDropout(copy.deepcopy(model), p)
