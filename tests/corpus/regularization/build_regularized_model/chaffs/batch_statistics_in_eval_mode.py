"""Batch normalization without running statistics, so that the batch decides in eval mode too.

Fails:
    every_hidden_layer_is_as_wide_as_asked
    in_eval_mode_each_image_has_its_own_fixed_logits
    it_gives_one_logit_per_class
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    inputs = 784
    for size in hidden_sizes:
        layers += [
            nn.Linear(inputs, size),
            nn.BatchNorm1d(size, track_running_stats=False),
            nn.ReLU(),
            nn.Dropout(p),
        ]
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
