"""Overrides train() so that the model never leaves eval mode: nothing is dropped.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    every_image_and_unit_is_dropped_on_its_own
    it_overfits_less_than_the_plain_model
"""

from torch import nn


class Classifier(nn.Sequential):
    def train(self, mode=True):
        return super().train(False)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return Classifier(*layers, nn.Linear(width, num_classes)).eval()
