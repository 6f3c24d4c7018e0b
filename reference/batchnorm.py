"""Batch normalization put into a given network (Ioffe and Szegedy, 2015)."""

from __future__ import annotations

import copy

from torch import nn


def add_batchnorm(model: nn.Sequential) -> nn.Sequential:
    """Return a copy of `model` with batch normalization between each hidden `Linear` and its activation.

    In training mode a hidden value h of unit j becomes γ_j·(h − μ_j)/√(σ_j² + 1e-5) + δ_j, with the unit's mean μ_j and
    its biased variance σ_j² (over N) in the batch, through which gradients flow. γ starts as 1 and δ as 0; both are
    learned. Running estimates, which start as 0 and 1, move by a tenth of the way towards the batch's mean and unbiased
    variance (over N − 1) in each training step; eval mode puts them in the place of μ and σ², and leaves them alone.
    These are PyTorch's defaults. The network's input and its output layer's values are not normalized.

    Args:
        model: hidden layers (``Linear``, each followed by its activation) and an output layer (``Linear``), all of one
            dtype and on one device. It is left as it is.
    """
    layers: list[nn.Module] = []
    for layer in copy.deepcopy(model):
        if layers and isinstance(hidden := layers[-1], nn.Linear):
            weight = hidden.weight
            layers.append(nn.BatchNorm1d(hidden.out_features, device=weight.device, dtype=weight.dtype))
        layers.append(layer)
    return nn.Sequential(*layers)
