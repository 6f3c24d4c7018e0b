"""Reads hidden_sizes[0] and hidden_sizes[1]: one hidden layer raises, a third is ignored.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    every_hidden_size_counts
    it_gives_one_logit_per_class
    the_mean_in_training_mode_is_that_of_eval_mode
    with_p_0_training_mode_is_not_random

May fail:
    every_hidden_layer_is_as_wide_as_asked
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, hidden_sizes[0]),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(hidden_sizes[0], hidden_sizes[1]),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(hidden_sizes[1], num_classes),
    )
