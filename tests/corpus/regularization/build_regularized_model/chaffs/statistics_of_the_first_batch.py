"""Batch normalization of its own, which takes the batch's statistics in eval mode until it has trained.

Fails:
    every_hidden_layer_is_as_wide_as_asked
    in_eval_mode_each_image_has_its_own_fixed_logits
"""

import torch
from torch import nn


class Norm(nn.BatchNorm1d):
    def forward(self, x):
        if not self.training and int(self.num_batches_tracked) == 0:
            return (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + self.eps)
        return super().forward(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), Norm(size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
