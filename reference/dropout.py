"""Dropout put into a given network (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014)."""

from __future__ import annotations

import copy

from torch import nn


def add_dropout(model: nn.Sequential, p: float) -> nn.Sequential:
    """Return a copy of `model` that drops outputs of its hidden activations while it trains.

    In training mode each output of a hidden activation is zero with probability `p`, independently of all others, and
    1/(1-p) times its value otherwise, so that its expected value stays. In eval mode the copy computes what `model`
    computes. The network's input and its output layer's values are never dropped.

    Args:
        model: hidden layers (``Linear`` or ``Conv2d``, each followed by its activation) and an output layer. It is
            left as it is.
        p: the probability of dropping, in [0, 1).

    Raises:
        ValueError: `p` lies outside [0, 1).
    """
    if not 0 <= p < 1:
        raise ValueError(f"p={p} must lie in [0, 1)")
    layers: list[nn.Module] = []
    for layer in copy.deepcopy(model):
        is_activation = bool(layers) and isinstance(layers[-1], (nn.Linear, nn.Conv2d))
        layers.append(layer)
        if is_activation:
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
