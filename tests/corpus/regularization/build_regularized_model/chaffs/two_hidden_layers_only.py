"""Reads hidden_sizes[0] and hidden_sizes[1]: one hidden layer raises, a third is ignored.

Fails:
    every_hidden_size_counts
    every_image_and_unit_is_dropped_on_its_own
    it_gives_one_logit_per_class
    the_mean_in_training_mode_is_that_of_eval_mode
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
