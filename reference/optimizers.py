"""L2 as a property of the optimizer: weight decay."""

from __future__ import annotations

import torch
from torch import nn


def l2_optimizer(model: nn.Module, lr: float, beta: float) -> torch.optim.Optimizer:
    """Return Adam (Kingma and Ba, 2015) with coupled weight decay over all of ``model.parameters()``.

    Each step adds β·θ to the gradient before Adam looks at it. That is the gradient of (β/2)·Σθ², so this pulls half as
    hard as `reference.penalties.l2_penalty` with the same β. AdamW would shrink the weights apart from the gradient, by
    lr·β·θ (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019).

    Args:
        model: a module with at least one parameter.
        lr: the learning rate, positive.
        beta: the weight decay, not negative.

    Raises:
        ValueError: `lr` or `beta` is negative, or the model has no parameters.
    """
    return torch.optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
