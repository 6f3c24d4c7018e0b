"""Training with noisy labels: the recipes, the probes that carry them out, and the rule that judges the result.

On clean MNIST the gap between train and test accuracy does not tell a regularized model from a plain one. With a share
of the training labels replaced at random it does: a plain model memorises the wrong labels, and its test accuracy
falls. The margins come from ``python -m reference.calibrate``, which prints how far right and wrong models are from
them.
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

import torch
from torch.nn import functional

from autograder.testing import Probe, expect, expect_tensor, probe
from reference.mnist import load
from reference.models import plain_model

NOISE = 0.3
DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Effect:
    """How much better than the plain baseline a run is, under the same seed.

    Attributes:
        gap: by how much the gap, train minus test accuracy, is smaller.
        accuracy: by how much the test accuracy is higher.
    """

    gap: float
    accuracy: float


@dataclass(frozen=True)
class Recipe:
    """What is trained on, how long, and how large the effect has to be.

    Attributes:
        train_size: how many of the 2,000 training images are used.
        epochs: how often each is seen.
        needed: the smallest effect that passes.
        clear: one run this far above or below `needed` decides; else the mean of `SEEDS` runs does.
    """

    train_size: int
    epochs: int
    needed: Effect
    clear: float

    def passes(self, effect: Effect, margin: float = 0.0) -> bool:
        """Say whether the effect is what is needed and `margin` more, on both sides."""
        return min(effect.gap - self.needed.gap, effect.accuracy - self.needed.accuracy) >= margin


SEEDS = 5
# Over 10 seeds, right models lower the gap by 0.09 (dropout 0.2) to 0.30, wrong ones that reach a good test accuracy by
# 0.02 at most. Test accuracy rises by 0.03 (Tanh, ELU) to 0.11, with a standard deviation of up to 0.025 per seed; it
# falls by 0.12 and more in models that have a small gap because they learn too little. Asking for no less than -0.02
# keeps 5 standard deviations of the mean from both.
DROPOUT = Recipe(train_size=2000, epochs=15, needed=Effect(gap=0.05, accuracy=-0.02), clear=0.05)
# A smaller gap is no merit here: shuffled or blank images have it too.
AUGMENTATION = Recipe(train_size=1000, epochs=20, needed=Effect(gap=-math.inf, accuracy=0.01), clear=0.04)


@dataclass(frozen=True)
class Task:
    """One run's data. `labels` are what the student's process gets; the rest of the answers stays here."""

    images: torch.Tensor
    labels: torch.Tensor
    questions: torch.Tensor
    order: torch.Tensor
    test_labels: torch.Tensor

    def scores(self, predictions: torch.Tensor) -> tuple[float, float]:
        """Return the accuracies on the (noisy) training set and on the test set, for one prediction per question."""
        answers = torch.empty_like(predictions)
        answers[self.order] = predictions
        n = len(self.labels)
        train, test = answers[:n] == self.labels, answers[n:] == self.test_labels
        return train.double().mean().item(), test.double().mean().item()


@functools.cache
def _subset(train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    return load(DATA, train)


def some_digits(count: int) -> torch.Tensor:
    """Return the first of the grader's training images."""
    return _subset(True)[0][:count].clone()


def make_task(recipe: Recipe, seed: int) -> Task:
    """Return the data of the run with this seed: which labels are wrong, and the order of the questions."""
    images, labels = _subset(True)
    test_images, test_labels = _subset(False)
    generator = torch.Generator().manual_seed(seed)
    chosen = torch.randperm(len(labels), generator=generator)[: recipe.train_size]
    images, labels = images[chosen], labels[chosen]
    wrong = torch.rand(len(labels), generator=generator) < NOISE
    labels = torch.where(wrong, torch.randint(0, 10, labels.shape, generator=generator), labels)
    order = torch.randperm(len(labels) + len(test_labels), generator=generator)
    questions = torch.cat([images, test_images])[order]
    return Task(images, labels, questions, order, test_labels)


@probe("training build_regularized_model() for {epochs} epochs on {images} with noisy labels")
def predictions_of_a_trained_model(
    student: Any, images: torch.Tensor, labels: torch.Tensor, questions: torch.Tensor, epochs: int, seed: int
) -> torch.Tensor:
    torch.manual_seed(seed)
    model = student.build_regularized_model()
    return train_and_predict(model, lambda batch: batch, images, labels, questions, epochs, seed)


@probe("training {model} for {epochs} epochs on augment(images) of {images} with noisy labels")
def predictions_after_augmented_training(
    student: Any,
    model: torch.nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    questions: torch.Tensor,
    epochs: int,
    seed: int,
) -> torch.Tensor:
    torch.manual_seed(seed)
    return train_and_predict(copy.deepcopy(model), student.augment, images, labels, questions, epochs, seed)


@probe()
def train_and_predict(
    model: Any,
    change: Any,
    images: torch.Tensor,
    labels: torch.Tensor,
    questions: torch.Tensor,
    epochs: int,
    seed: int,
) -> torch.Tensor:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model, images, labels = model.to(device).train(), images.to(device), labels.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    shuffler = torch.Generator().manual_seed(seed)  # its own, so that all models see the images in the same order
    for _ in range(epochs):
        changed = change(images)
        for batch in torch.randperm(len(images), generator=shuffler).to(device).split(64):
            optimizer.zero_grad()
            functional.cross_entropy(model(changed[batch]), labels[batch]).backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part.to(device)).argmax(1).cpu() for part in questions.split(500)])


Scores = tuple[float, float]


def judge(recipe: Recipe, scores: Callable[[int], Scores], baseline: Callable[[int], Scores]) -> tuple[bool, Effect]:
    """Say whether a submission's effect is what is needed, by a rule that is fixed beforehand.

    Args:
        recipe: what is needed.
        scores: the submission's train and test accuracy in the run with this seed.
        baseline: the plain baseline's.
    """
    effects: list[Effect] = []
    for seed in range(SEEDS):
        (train, test), (plain_train, plain_test) = scores(seed), baseline(seed)
        effects.append(Effect((plain_train - plain_test) - (train - test), test - plain_test))
        if seed == 0 and (recipe.passes(effects[0], recipe.clear) or not recipe.passes(effects[0], -recipe.clear)):
            break
    mean = Effect(*(sum(getattr(e, side) for e in effects) / len(effects) for side in ("gap", "accuracy")))
    return recipe.passes(mean), mean


def train_built_model(student: Callable[..., Any], seed: int) -> Scores:
    """Train what `build_regularized_model` builds, and return its train and test accuracy."""
    task = make_task(DROPOUT, seed)
    run = (predictions_of_a_trained_model, task.images, task.labels, task.questions, DROPOUT.epochs, seed)
    return task.scores(_checked(student(*run), task))


def train_with_augmentation(student: Callable[..., Any], seed: int) -> Scores:
    """Train the plain model on what `augment` returns, and return its train and test accuracy."""
    task = make_task(AUGMENTATION, seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = plain_model()
    run = (
        predictions_after_augmented_training,
        model,
        task.images,
        task.labels,
        task.questions,
        AUGMENTATION.epochs,
        seed,
    )
    return task.scores(_checked(student(*run), task))


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


def expect_effect(
    kept: Callable[[str, Callable[[], Any]], Any],
    recipe: Recipe,
    name: str,
    run: Callable[[int], Scores],
    plain: Callable[[int], Scores],
    reference: Callable[[int], Scores],
) -> None:
    """Raise `Mismatch` unless the submission's effect is what the recipe needs.

    Args:
        kept: pytest's fixture.
        recipe: what is needed.
        name: what is trained, for `kept`.
        run: the submission's scores for a seed.
        plain: the baseline's.
        reference: the reference solution's, the grader's control.

    Raises:
        RuntimeError: the reference solution does not pass; this is the grader's fault, and no verdict.
    """

    def baseline(seed: int) -> Scores:
        train, test = kept(f"{name}, plain, {recipe}, seed {seed}", lambda: plain(seed))
        return train, test

    control = kept(f"{name}, control, {recipe}", lambda: judge(recipe, reference, baseline)[0])
    if control is not True:
        raise RuntimeError(f"the reference solution fails its own test: {name}, {recipe}")
    passed, effect = judge(recipe, run, baseline)
    wanted = f"test accuracy at least {recipe.needed.accuracy:+.3f}, against the plain model"
    if math.isfinite(recipe.needed.gap):
        wanted = f"gap at most {-recipe.needed.gap:+.3f} and {wanted}"
    got = f"gap {-effect.gap:+.3f} and test accuracy {effect.accuracy:+.3f}, against the plain model"
    expect(passed, got=got, expected=wanted)


def _checked(predictions: Any, task: Task) -> torch.Tensor:
    return expect_tensor(predictions, shape=tuple(task.order.shape), dtype=torch.int64)
