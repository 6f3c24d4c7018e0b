"""The lecture's hands-on: a plain classifier and a regularized one, on the same data, measured epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import TensorDataset

from reference.models import build_regularized_model, plain_model

Curves = dict[str, list[float]]


def compare(
    train_set: TensorDataset, test_set: TensorDataset, epochs: int = 15, seed: int = 0
) -> dict[str, dict[str, list[float]]]:
    """Train the baseline and a network with dropout and L2 (weight decay), and measure both after each epoch.

    Args:
        train_set: float32 images (N, 1, 28, 28) in [0, 1] and int64 labels (N,).
        test_set: the same of other images, which are never trained on.
        epochs: how many passes over `train_set` each network gets.
        seed: decides the start and the order of the images, which is the same for both networks.

    Returns:
        The keys "baseline" and "regularized", each with "train_accuracy" and "test_accuracy": a share for each epoch,
        of the whole set and in eval mode.
    """
    return {
        "baseline": curves(plain_model, 0.0, train_set, test_set, epochs, seed),
        "regularized": curves(build_regularized_model, 1e-3, train_set, test_set, epochs, seed),
    }


def curves(
    make: Callable[[], nn.Module],
    weight_decay: float,
    train_set: TensorDataset,
    test_set: TensorDataset,
    epochs: int,
    seed: int,
) -> Curves:
    """Train a network by Adam and return its accuracies, see `compare`."""
    torch.manual_seed(seed)
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=weight_decay)
    shuffler = torch.Generator().manual_seed(seed)  # its own: dropout draws from torch's
    images, labels = train_set.tensors
    found: Curves = {"train_accuracy": [], "test_accuracy": []}
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(images), generator=shuffler).split(64):
            optimizer.zero_grad()
            functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
        found["train_accuracy"].append(accuracy(model, train_set))
        found["test_accuracy"].append(accuracy(model, test_set))
    return found


def accuracy(model: nn.Module, data: TensorDataset) -> float:
    """Return the share of `data` that `model` classifies as labelled, in eval mode."""
    images, labels = data.tensors
    model.eval()
    with torch.no_grad():
        right = (model(images).argmax(1) == labels).sum().item()
    return float(right / len(labels))
