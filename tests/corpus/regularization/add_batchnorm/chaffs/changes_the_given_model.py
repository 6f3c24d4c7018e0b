"""Inserts into the given model and returns it.

Fails:
    the_given_model_is_left_as_it_was
"""

from torch import nn


def add_batchnorm(model):
    for i in range(len(model) - 2, -1, -1):
        if isinstance(model[i], nn.Linear):
            model.insert(i + 1, nn.BatchNorm1d(model[i].out_features, dtype=model[i].weight.dtype))
    return model
