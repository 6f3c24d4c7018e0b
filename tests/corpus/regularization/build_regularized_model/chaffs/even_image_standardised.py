"""Standardises each image by its own mean and deviation, which is 0 where all pixels are alike.

Fails:
    it_gives_one_logit_per_class
"""

from torch import nn


class Standardised(nn.Module):
    def forward(self, images):
        rows = images.flatten(1)
        return (rows - rows.mean(1, keepdim=True)) / rows.std(1, keepdim=True)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [Standardised()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
