"""The penalties that are added to a loss: the lecture's L1 (Lasso) and L2 (Ridge)."""

from __future__ import annotations

import torch
from torch import nn


def l1_penalty(model: nn.Module, beta: float) -> torch.Tensor:
    """Return β·Σ|θ| over all of ``model.parameters()``, to be added to the loss.

    The lecture writes ``torch.norm(model.parameters(), 1)``, which raises an error: a generator is no tensor.
    ``parameters()`` yields weights and biases of all submodules, a shared parameter once, and no buffers.

    Args:
        model: a module with at least one parameter, all of one dtype and on one device.
        beta: the penalty's strength, not negative.

    Returns:
        A 0-d tensor of the parameters' dtype and device. Its gradient at θ is β·sign(θ).

    Raises:
        ValueError: `beta` is negative, or the model has no parameters.
    """
    return beta * torch.stack([parameter.abs().sum() for parameter in _parameters(model, beta)]).sum()


def l2_penalty(model: nn.Module, beta: float) -> torch.Tensor:
    """Return β·Σθ² over all of ``model.parameters()``, to be added to the loss.

    There is no factor 1/2, so this pulls twice as hard as an optimizer's ``weight_decay=beta``; see
    `reference.optimizers.l2_optimizer`.

    Args:
        model: a module with at least one parameter, all of one dtype and on one device.
        beta: the penalty's strength, not negative.

    Returns:
        A 0-d tensor of the parameters' dtype and device. Its gradient at θ is 2·β·θ.

    Raises:
        ValueError: `beta` is negative, or the model has no parameters.
    """
    return beta * torch.stack([parameter.square().sum() for parameter in _parameters(model, beta)]).sum()


def _parameters(model: nn.Module, beta: float) -> list[nn.Parameter]:
    if beta < 0:
        raise ValueError(f"beta={beta} must not be negative")
    parameters = list(model.parameters())
    if not parameters:
        raise ValueError("the model has no parameters")
    return parameters
