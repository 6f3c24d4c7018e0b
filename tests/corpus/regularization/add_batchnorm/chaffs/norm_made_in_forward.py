"""Makes a new BatchNorm1d in every forward pass: nothing is remembered or learned.

Fails:
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    every_layer_has_running_statistics_of_its_own
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


class WithBatchNorm(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.layers = copy.deepcopy(model)

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if isinstance(layer, nn.Linear) and i < len(self.layers) - 1:
                norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
                x = norm.train(self.training)(x)
        return x


def add_batchnorm(model):
    return WithBatchNorm(model)
