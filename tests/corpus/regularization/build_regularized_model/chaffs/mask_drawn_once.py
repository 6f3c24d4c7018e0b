"""Draws each mask once, when the model is built: what remains of the network memorises as before.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    every_image_and_unit_is_dropped_on_its_own
    it_overfits_less_than_the_plain_model

May fail:
    the_mean_in_training_mode_is_that_of_eval_mode
"""

import torch
import torch.nn.functional as F
from torch import nn


class FixedDropout(nn.Module):
    def __init__(self, p, size):
        super().__init__()
        self.register_buffer("mask", F.dropout(torch.ones(size), p))

    def forward(self, x):
        return x * self.mask if self.training else x


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), FixedDropout(p, size)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
