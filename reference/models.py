"""The classifiers of the MNIST exercises."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

PIXELS = 28 * 28


def plain_model(hidden_sizes: Sequence[int] = (256, 256), num_classes: int = 10) -> nn.Sequential:
    """Return the baseline: fully connected layers with ReLU, and no regularization.

    Args:
        hidden_sizes: the widths of the hidden layers.
        num_classes: the number of logits.

    Returns:
        A module from images (N, 1, 28, 28) to logits (N, num_classes).
    """
    layers: list[nn.Module] = [nn.Flatten()]
    width = PIXELS
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU()]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))


def build_regularized_model(
    hidden_sizes: Sequence[int] = (256, 256), num_classes: int = 10, p: float = 0.5
) -> nn.Sequential:
    """Return the baseline with dropout after every hidden activation.

    Args:
        hidden_sizes: the widths of the hidden layers.
        num_classes: the number of logits.
        p: the probability of dropping a hidden activation, in [0, 1).

    Returns:
        A module from images (N, 1, 28, 28) to logits (N, num_classes).
    """
    layers: list[nn.Module] = [nn.Flatten()]
    width = PIXELS
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
