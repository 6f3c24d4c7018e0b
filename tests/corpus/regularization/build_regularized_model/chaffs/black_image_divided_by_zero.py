"""Scales each image by its brightest pixel, which is 0 in a black one: its logits are nan.

Fails:
    it_gives_one_logit_per_class
"""

from torch import nn


class Brightened(nn.Module):
    def forward(self, images):
        rows = images.flatten(1)
        return rows / rows.amax(dim=1, keepdim=True)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [Brightened()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
