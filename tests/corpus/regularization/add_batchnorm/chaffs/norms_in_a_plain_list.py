"""Keeps the normalizations in a plain list, where parameters(), train() and state_dict() do not find them.

Fails:
    a_float64_model_computes_in_float64
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_running_statistics_are_saved
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


class WithBatchNorm(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.layers = copy.deepcopy(model)
        self.norms = []
        for layer in model[:-1]:
            if isinstance(layer, nn.Linear):
                self.norms.append(
                    nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
                )

    def forward(self, x):
        norms = iter(self.norms)
        for layer in self.layers[:-1]:
            x = layer(x)
            if isinstance(layer, nn.Linear):
                x = next(norms)(x)
        return self.layers[-1](x)


def add_batchnorm(model):
    return WithBatchNorm(model)
