"""The penalties that are added to a loss: the lecture's L1 (Lasso) and L2 (Ridge), and L2 as weight decay."""

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

    Args:
        model: a module with at least one parameter, all of one dtype and on one device.
        beta: the penalty's strength, not negative.

    Returns:
        A 0-d tensor of the parameters' dtype and device. Its gradient at θ is 2·β·θ.

    Raises:
        ValueError: `beta` is negative, or the model has no parameters.
    """
    return beta * torch.stack([parameter.square().sum() for parameter in _parameters(model, beta)]).sum()


def l2_optimizer(model: nn.Module, lr: float, beta: float) -> torch.optim.Optimizer:
    """Return Adam with coupled weight decay over all of ``model.parameters()``.

    Weight decay adds β·θ to the gradient before Adam looks at it, which is the gradient of (β/2)·Σθ². AdamW would
    shrink the weights apart from that, by lr·β·θ (Loshchilov and Hutter, "Decoupled Weight Decay Regularization",
    2019).

    Args:
        model: a module with at least one parameter.
        lr: the learning rate, positive.
        beta: the weight decay, not negative.
    """
    return torch.optim.Adam(model.parameters(), lr=lr, weight_decay=beta)


def _parameters(model: nn.Module, beta: float) -> list[nn.Parameter]:
    if beta < 0:
        raise ValueError(f"beta={beta} must not be negative")
    parameters = list(model.parameters())
    if not parameters:
        raise ValueError("the model has no parameters")
    return parameters
