"""What the training test of `compare` is calibrated by; see `autograder.training`.

The function trains by itself, so the run hands it digits with noisy labels and takes the accuracies that it reports
for the last epoch. What counts is the difference within its own result, between baseline and regularized network.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import TensorDataset

from autograder.testing import N_, probe
from autograder.training import Experiment, Run, Scores, Side
from reference.compare import accuracy, compare
from reference.models import build_regularized_model, plain_model
from tests.hidden.mnist_hands_on.curves import PARTS, curves
from tests.hidden.training import Recipe, here, make_task

RECIPE = Recipe(train_size=1000, epochs=15)


@probe("compare(train_set, test_set, epochs={epochs}), the train set with {images} and 30 % random labels")
def accuracies_with_noise(
    student: Any,
    images: torch.Tensor,
    labels: torch.Tensor,
    test_images: torch.Tensor,
    test_labels: torch.Tensor,
    epochs: int,
    seed: int,
) -> Any:
    sets = TensorDataset(images, labels), TensorDataset(test_images, test_labels)
    return student.compare(*sets, epochs=epochs, seed=seed)


def compare_with_noise(student: Callable[..., Any], seed: int) -> Scores:
    """Return the last epoch's accuracies: the baseline's on train and test set, and the regularized network's."""
    task = make_task(RECIPE, seed)
    pictures = torch.empty_like(task.questions)
    pictures[task.order] = task.questions
    test_images = pictures[len(task.images) :]
    sets = task.images, task.labels, test_images, task.test_labels
    got = student(accuracies_with_noise, *sets, RECIPE.epochs, task.seed)
    return tuple(values[-1] for values in curves(got).values())


def effect(scores: Scores, _reference: Scores) -> Scores:
    """Return by how much the regularized network's gap is smaller and its test accuracy higher than the baseline's."""
    train, test, regularized_train, regularized_test = scores
    return (train - test) - (regularized_train - regularized_test), regularized_test - test


Make = Callable[[], nn.Module]
Optimizer = Callable[[Any], torch.optim.Optimizer]


def _adam(decay: float = 0.0, lr: float = 1e-3) -> Optimizer:
    return lambda parameters: torch.optim.Adam(parameters, lr=lr, weight_decay=decay)


def _adamw(decay: float) -> Optimizer:
    return lambda parameters: torch.optim.AdamW(parameters, lr=1e-3, weight_decay=decay)


def _sgd(lr: float, decay: float = 0.0) -> Optimizer:
    return lambda parameters: torch.optim.SGD(parameters, lr=lr, momentum=0.9, weight_decay=decay)


def _rmsprop(decay: float = 0.0) -> Optimizer:
    return lambda parameters: torch.optim.RMSprop(parameters, lr=1e-3, weight_decay=decay)


def _dropout(p: float) -> Make:
    return lambda: build_regularized_model(p=p)


def _dropout_and_batch_norm() -> nn.Module:
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs in (784, 256):
        layers += [nn.Linear(inputs, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*layers, nn.Linear(256, 10))


def _last_accuracies(
    make: Make,
    optimizer: Optimizer,
    sets: tuple[TensorDataset, TensorDataset],
    epochs: int,
    seed: int,
    *,
    size: int = 64,
    stays_in_eval: bool = False,
) -> dict[str, list[float]]:
    torch.manual_seed(seed)
    model = make()
    steps = optimizer(model.parameters())
    shuffler = torch.Generator().manual_seed(seed)
    images, labels = sets[0].tensors
    for epoch in range(epochs):
        model.train(not (stays_in_eval and epoch > 0))
        for batch in torch.randperm(len(images), generator=shuffler).split(size):
            loss = functional.cross_entropy(model(images[batch]), labels[batch])
            steps.zero_grad()
            loss.backward()
            steps.step()
    return {part: [accuracy(model, data)] for part, data in zip(PARTS, sets, strict=True)}


def _comparison(
    plain: Optimizer,
    regularized: Optimizer,
    make: Make = build_regularized_model,
    *,
    size: int = 64,
    baseline: Make = plain_model,
    baseline_epochs: float = 1.0,
    **how: Any,
) -> Run:
    """Return the run of a solution that trains like this; `how` is for the regularized network alone."""

    def solution(train_set: TensorDataset, test_set: TensorDataset, epochs: int, seed: int) -> dict[str, Any]:
        sets, fewer = (train_set, test_set), round(epochs * baseline_epochs)
        return {
            "baseline": _last_accuracies(baseline, plain, sets, fewer, seed, size=size),
            "regularized": _last_accuracies(make, regularized, sets, epochs, seed, size=size, **how),
        }

    return lambda seed: compare_with_noise(here(compare=solution), seed)


def _right(seed: int) -> Scores:
    return compare_with_noise(here(compare=compare), seed)


COMPARISON = Experiment(
    name="compare",
    file=Path(__file__).with_suffix(".json"),
    recipe=f"{RECIPE.train_size} images, 30 % random labels, {RECIPE.epochs} epochs",
    probes=(accuracies_with_noise,),
    sides=(
        Side(
            "gap",
            N_("a gap between train and test accuracy {:.3f} smaller than the baseline's"),
            "Train the baseline until it overfits; dropout (p=0.5) and L2 belong to the regularized network alone.",
        ),
        Side(
            "test accuracy",
            N_("a test accuracy {:+.3f} against the baseline's"),
            "The regularized network has learned little: does its optimizer hold its parameters?",
        ),
    ),
    effect=effect,
    baseline=_right,
    control=_comparison(_adam(), _adam(1e-3)),
    right={
        "Adam, batches of 32": _comparison(_adam(), _adam(1e-4), size=32),
        "Adam, batches of 128": _comparison(_adam(), _adam(1e-3), size=128),
        "AdamW": _comparison(_adamw(0.0), _adamw(1e-2)),
        "SGD 0.05": _comparison(_sgd(0.05), _sgd(0.05, 1e-3)),
        "RMSprop": _comparison(_rmsprop(), _rmsprop(1e-4)),
        "dropout 0.3": _comparison(_adam(), _adam(1e-3), _dropout(0.3)),
    },
    wrong={
        "L2 1e-3 without dropout": _comparison(_adam(), _adam(1e-3), plain_model),
        "dropout 0.05": _comparison(_adam(), _adam(1e-4), _dropout(0.05)),
        "dropout in the first epoch only": _comparison(_adam(), _adam(1e-4), stays_in_eval=True),
        "dropout in both": _comparison(_adam(), _adam(1e-3), baseline=build_regularized_model),
        "baseline trained a third": _comparison(_adam(), _adam(1e-3), baseline_epochs=0.33),
        "regularized network is not trained": _comparison(_adam(), _adam(lr=0.0)),
    },
    elsewhere={
        f"batch normalization beside dropout, batches of {size}": (
            _comparison(_adam(), _adam(1e-3), _dropout_and_batch_norm, size=size),
            "ruled out by the task, since it takes back what dropout does to the gap",
        )
        for size in (64, 128)
    },
)
EXPERIMENTS = [COMPARISON]
