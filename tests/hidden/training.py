"""Training with noisy labels: the recipes, the probes that carry them out, and the rule that judges the result.

On clean MNIST the gap between train and test accuracy does not tell a regularized model from a plain one. With a share
of the training labels replaced at random it does: a plain model memorises the wrong labels, and its test accuracy
falls. What has to come out is not chosen by eye: each assignment's ``calibration.py`` names right and wrong solutions,
and ``autograder calibrate`` sets the thresholds between them, with stated error rates.
"""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from autograder.testing import Probe, expect_tensor, probe
from autograder.training import Scores, seed_to_send
from reference.mnist import load
from reference.models import plain_model
from tests.hidden.checks import share

NOISE = 0.3
DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Recipe:
    """What is trained on, and how long.

    Attributes:
        train_size: how many of the grader's 2,000 training images are used.
        epochs: how often each is seen.
        batch: how many make one step.
        rate: Adam's largest learning rate; see `train_and_predict`.
    """

    train_size: int
    epochs: int
    batch: int = 64
    rate: float = 1e-3

    @property
    def steps(self) -> tuple[int, int, float]:
        """What `train_and_predict` is told of it."""
        return self.epochs, self.batch, self.rate

    def __str__(self) -> str:
        images = f"{self.train_size} images, {NOISE:.0%} random labels, {self.epochs} epochs"
        return f"{images}, batches of {self.batch}, Adam up to {self.rate:g} in one cycle"


# Few images and many epochs make the plain model memorise, so that it is clearly worse on test images than every right
# one. Too many epochs, and a little dropout (0.2) only delays the same end; too few, and large shifts (4 pixels) are
# not learned yet. A learning rate that ends at zero takes most of the chance out of the result: a constant one needs
# three times the steps to tell right from wrong as clearly.
DROPOUT = Recipe(train_size=1000, epochs=10, batch=50, rate=4e-3)
AUGMENTATION = Recipe(train_size=1000, epochs=15, batch=125, rate=8e-3)


@dataclass(frozen=True)
class Task:
    """One run's data.

    The student's process gets `images`, `labels`, `questions` and `seed`. None of these, nor all of them together, says
    which labels are wrong, beyond what the images themselves show.
    """

    seed: int
    images: torch.Tensor
    labels: torch.Tensor
    questions: torch.Tensor
    order: torch.Tensor
    true_labels: torch.Tensor
    test_labels: torch.Tensor

    def scores(self, predictions: torch.Tensor) -> Scores:
        """Return three accuracies, for one prediction per question.

        They are those on the noisy training set, on the test set, and on the training images whose labels are right.
        """
        answers = torch.empty_like(predictions)
        answers[self.order] = predictions
        n = len(self.labels)
        train, test = answers[:n] == self.labels, answers[n:] == self.test_labels
        return share(train), share(test), share(train[self.labels == self.true_labels])


@functools.cache
def _subset(train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    return load(DATA, train)


def some_digits(count: int) -> torch.Tensor:
    """Return the first of the grader's training images."""
    return _subset(True)[0][:count].clone()


def make_task(recipe: Recipe, seed: int) -> Task:
    """Return the data of the run with this seed: which labels are wrong, and the order of the questions.

    They are drawn by numpy from all of the seed, where torch's generator would take 32 bits of it, few enough to try
    them all, and each from a generator of its own, so that what can be seen tells nothing of what cannot.
    """
    images, labels = _subset(True)
    test_images, test_labels = _subset(False)
    choice, noise, shuffle = (np.random.default_rng([seed, part]) for part in range(3))
    chosen = torch.from_numpy(choice.permutation(len(labels))[: recipe.train_size])
    images, true_labels = images[chosen], labels[chosen]
    noisy = torch.from_numpy(noise.random(len(images)) < NOISE)
    labels = torch.where(noisy, torch.from_numpy(noise.integers(0, 10, len(images))), true_labels)
    order = torch.from_numpy(shuffle.permutation(len(labels) + len(test_labels)))
    questions = torch.cat([images, test_images])[order]
    return Task(seed_to_send(seed), images, labels, questions, order, true_labels, test_labels)


@probe("training build_regularized_model() for {epochs} epochs on {images} with noisy labels")
def predictions_of_a_trained_model(
    student: Any,
    images: torch.Tensor,
    labels: torch.Tensor,
    questions: torch.Tensor,
    epochs: int,
    batch: int,
    rate: float,
    seed: int,
) -> torch.Tensor:
    torch.manual_seed(seed)
    model = student.build_regularized_model()
    return train_and_predict(model, lambda same: same, images, labels, questions, epochs, batch, rate, seed)


@probe("training {model} for {epochs} epochs on augment(images) of {images} with noisy labels")
def predictions_after_augmented_training(
    student: Any,
    model: torch.nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    questions: torch.Tensor,
    epochs: int,
    batch: int,
    rate: float,
    seed: int,
) -> torch.Tensor:
    torch.manual_seed(seed)
    own = copy.deepcopy(model)
    return train_and_predict(own, student.augment, images, labels, questions, epochs, batch, rate, seed)


@probe()
def train_and_predict(
    model: Any,
    change: Any,
    images: torch.Tensor,
    labels: torch.Tensor,
    questions: torch.Tensor,
    epochs: int,
    batch: int,
    rate: float,
    seed: int,
) -> torch.Tensor:
    """Train with Adam, whose learning rate rises to `rate` and falls to zero, and return the answers to `questions`."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model, images, labels = model.to(device).train(), images.to(device), labels.to(device)
    # A fused step is the quickest, and wrong for a parameter that is a view with gaps.
    dense = (type(p) is torch.nn.Parameter and p.is_floating_point() and p.is_contiguous() for p in model.parameters())
    optimizer = torch.optim.Adam(model.parameters(), rate, fused=all(dense))
    steps = epochs * math.ceil(len(images) / batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps + 1, cycle_momentum=False)
    shuffler = torch.Generator().manual_seed(seed)  # its own, so that all models see the images in the same order
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=shuffler).to(device)
        for some, right in zip(change(images)[order].split(batch), labels[order].split(batch), strict=True):
            optimizer.zero_grad()
            functional.cross_entropy(model(some), right).backward()
            optimizer.step()
            schedule.step()
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part.to(device)).argmax(1).cpu() for part in questions.split(500)])


def train_built_model(student: Callable[..., Any], seed: int) -> Scores:
    """Train what `build_regularized_model` builds, and return its scores."""
    task = make_task(DROPOUT, seed)
    got = student(predictions_of_a_trained_model, task.images, task.labels, task.questions, *DROPOUT.steps, task.seed)
    return task.scores(_checked(got, task))


def train_with_augmentation(student: Callable[..., Any], seed: int) -> Scores:
    """Train the plain model on what `augment` returns, and return its scores."""
    task = make_task(AUGMENTATION, seed)
    with torch.random.fork_rng():
        torch.manual_seed(task.seed)
        model = plain_model()
    data = task.images, task.labels, task.questions
    got = student(predictions_after_augmented_training, model, *data, *AUGMENTATION.steps, task.seed)
    return task.scores(_checked(got, task))


def here(**functions: Callable[..., Any]) -> Callable[..., Any]:
    """Return a stand-in for `student` that runs probes on the trusted side, with these functions."""
    names = SimpleNamespace(**functions)

    def run(target: Probe, *args: Any) -> Any:
        with torch.random.fork_rng():
            return target(names, *args)

    return run


def plain_built_model(seed: int) -> Scores:
    """Return the baseline's scores for `train_built_model`."""
    return train_built_model(here(build_regularized_model=plain_model), seed)


def no_augmentation(seed: int) -> Scores:
    """Return the baseline's scores for `train_with_augmentation`."""
    return train_with_augmentation(here(augment=torch.clone), seed)


def _checked(predictions: Any, task: Task) -> torch.Tensor:
    return expect_tensor(predictions, shape=tuple(task.order.shape), dtype=torch.int64)
