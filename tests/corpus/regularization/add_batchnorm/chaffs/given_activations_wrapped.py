"""Hooks batch norm into the given model's own layers.

Fails:
    the_given_model_is_left_as_it_was
"""

from torch import nn


def add_batchnorm(model):
    for layer in model[:-1]:
        if isinstance(layer, nn.Linear):
            layer.norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
            layer.register_forward_hook(lambda linear, inputs, output: linear.norm(output))
    return model
