"""Squeezes the logits, so that a batch of one image loses its first dimension.

Fails:
    every_image_and_unit_is_dropped_on_its_own
    in_eval_mode_each_image_has_its_own_fixed_logits
    it_gives_one_logit_per_class
"""

from torch import nn


class Classifier(nn.Sequential):
    def forward(self, x):
        return super().forward(x).squeeze()


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return Classifier(*layers, nn.Linear(width, num_classes))
