"""Training with noisy labels: what is sent to be trained on, and that it does not tell which labels are wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from autograder.sandbox import wire
from tests.hidden.mnist_hands_on.calibration import RECIPE, compare_with_noise
from tests.hidden.training import (
    AUGMENTATION,
    DROPOUT,
    NOISE,
    make_task,
    train_built_model,
    train_with_augmentation,
)

SEED = 0x1C0FFEE0123456789ABCDEF42DEADBEEF


class Sent(Exception):
    """Ends a run, where a student's process would have been asked."""


def sent_by(train: Any, seed: int) -> tuple[Any, ...]:
    """Return the arguments of a training run that go to the student's process."""
    found: list[Any] = []

    def student(_probe: Any, *arguments: Any) -> Any:
        found.extend(wire.decode_request(wire.encode_request(arguments)))
        raise Sent

    with pytest.raises(Sent):
        train(student, seed)
    return tuple(found)


TRAININGS = [(DROPOUT, train_built_model), (AUGMENTATION, train_with_augmentation), (RECIPE, compare_with_noise)]


@pytest.mark.parametrize(("recipe", "train"), TRAININGS)
def test_what_is_sent_to_be_trained_on_does_not_tell_which_labels_are_wrong(recipe: Any, train: Any) -> None:
    task = make_task(recipe, SEED)
    wrong = task.labels != task.true_labels
    sent = sent_by(train, SEED)

    assert not any(isinstance(value, int) and value == SEED for value in sent)
    assert all(type(value) in (torch.Tensor, int, float, torch.nn.Sequential) for value in sent)
    tensors = [value for value in sent if isinstance(value, torch.Tensor)]
    assert all(t.untyped_storage().nbytes() == t.numel() * t.element_size() and not vars(t) for t in tensors)
    assert sum(torch.equal(t, task.labels) for t in tensors) == 1
    assert not any(t.shape == wrong.shape and (t == task.true_labels).float().mean() > 0.95 for t in tensors)
    for known in [*(value for value in sent if isinstance(value, int)), *range(20)]:
        for guess in redrawn(recipe, known):
            assert (guess == wrong).float().mean() < 0.7  # 0.59 by chance, with a standard deviation of 0.016


def redrawn(recipe: Any, seed: int) -> list[torch.Tensor]:
    """Return masks as somebody draws them who has read the source and knows a seed."""
    generator = torch.Generator().manual_seed(seed)
    torch.randperm(2000, generator=generator)
    before = torch.rand(recipe.train_size, generator=generator) < NOISE
    task = make_task(recipe, seed)
    plain = torch.from_numpy(np.random.default_rng(seed).random(recipe.train_size) < NOISE)
    return [before, task.labels != task.true_labels, plain]


def test_the_noise_is_what_the_recipe_says() -> None:
    tasks = [make_task(DROPOUT, seed) for seed in range(40)]
    wrong = torch.stack([task.labels != task.true_labels for task in tasks]).double()

    assert abs(wrong.mean() - 0.9 * NOISE) < 0.01  # a random label is right once in ten; 4 standard deviations
    assert wrong.mean(1).std() < 0.025
    assert len({tuple(task.order.tolist()) for task in tasks}) == 40
    labels = torch.cat([task.labels[task.labels != task.true_labels] for task in tasks])
    assert (torch.bincount(labels, minlength=10) / len(labels) - 0.1).abs().max() < 0.015
