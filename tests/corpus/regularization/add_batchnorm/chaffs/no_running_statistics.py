"""Sets track_running_stats=False: eval mode depends on the batch.

Fails:
    a_float64_model_computes_in_float64
    a_training_step_moves_the_running_statistics_by_a_tenth
    in_eval_mode_a_new_network_is_nearly_the_given_one
    the_running_statistics_are_saved
    the_running_variance_is_the_unbiased_one
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(
                nn.BatchNorm1d(
                    layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype, track_running_stats=False
                )
            )
    return nn.Sequential(*layers)
