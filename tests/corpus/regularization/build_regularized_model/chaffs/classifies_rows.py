"""Applies the layers to each row of 28 pixels, so that logits come out for every row.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    every_hidden_layer_is_as_wide_as_asked
    every_image_and_unit_is_dropped_on_its_own
    in_eval_mode_each_image_has_its_own_fixed_logits
    it_gives_one_logit_per_class
    it_is_more_than_a_linear_map
    it_overfits_less_than_the_plain_model
    no_logit_is_dropped
    the_logits_may_be_negative
    the_mean_in_training_mode_is_that_of_eval_mode
    with_p_0_training_mode_is_not_random
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = []
    width = 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
