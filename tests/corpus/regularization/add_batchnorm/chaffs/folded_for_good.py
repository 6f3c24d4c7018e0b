"""Folds batch norm into the hidden layers in eval mode, and does not take it out again for training.

Fails:
    a_training_batch_is_normalized_before_the_activation
    the_running_statistics_are_saved
"""

import copy

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_linear_bn_eval


class Network(nn.Sequential):
    def train(self, mode=True):
        super().train(mode)
        if not mode and not hasattr(self, "folded"):
            self.folded = True
            for i in range(len(self) - 1):
                if isinstance(self[i + 1], nn.BatchNorm1d):
                    with torch.no_grad():
                        self[i] = fuse_linear_bn_eval(self[i], self[i + 1])
                    self[i + 1] = nn.Identity()
        return self


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return Network(*layers)
