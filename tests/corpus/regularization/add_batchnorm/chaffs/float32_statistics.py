"""Takes mean and variance in float32 in training mode, and converts the outputs back.

Fails:
    a_float64_model_computes_in_float64
"""

import copy

from torch import nn


class BatchNorm(nn.BatchNorm1d):
    def forward(self, x):
        if not self.training:
            return super().forward(x)
        return nn.functional.batch_norm(
            x.float(), None, None, self.weight.float(), self.bias.float(), True, 0.1, self.eps
        ).to(self.followed(x).dtype)

    def followed(self, x):
        super().forward(x)
        return x


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(BatchNorm(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
