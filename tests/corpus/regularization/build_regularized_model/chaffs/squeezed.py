"""Squeeze() is to remove the images' channel, and removes the batch dimension of a single image too.

Fails:
    every_image_and_unit_is_dropped_on_its_own
    in_eval_mode_each_image_has_its_own_fixed_logits
    it_gives_one_logit_per_class
"""

from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        layers = []
        inputs = 784
        for size in hidden_sizes:
            layers += [nn.Linear(inputs, size), nn.ReLU(), nn.Dropout(p)]
            inputs = size
        self.layers = nn.Sequential(*layers, nn.Linear(inputs, num_classes))

    def forward(self, images):
        rows = images.squeeze().flatten(start_dim=-2)
        return self.layers(rows)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
