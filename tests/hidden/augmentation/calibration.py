"""What the training test of `augment` is calibrated by; see `autograder.training`."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import torch
from torch.nn import functional

from autograder.testing import N_
from autograder.training import Experiment, Run, Scores, Side
from reference.augment import augment
from tests.hidden.training import (
    AUGMENTATION,
    here,
    no_augmentation,
    predictions_after_augmented_training,
    train_and_predict,
    train_with_augmentation,
)

Augment = Callable[[torch.Tensor], torch.Tensor]


def shifted(images: torch.Tensor, by: int = 2) -> torch.Tensor:
    """Shift every image by its own whole number of pixels, by cutting windows out of the padded images."""
    count, _, height, width = images.shape
    windows = functional.pad(images, (by,) * 4).unfold(2, height, 1).unfold(3, width, 1)
    down, across = torch.randint(0, 2 * by + 1, (2, count))
    return windows[torch.arange(count), :, down, across].clone()


def affine(
    images: torch.Tensor, turn: float = 0.0, shift: float = 0.0, scale: float = 0.0, shear: float = 0.0
) -> torch.Tensor:
    """Turn and shear (degrees), shift (pixels) and scale each image by up to this much, as v2.RandomAffine does."""
    draws = torch.rand(5, len(images)) * 2 - 1
    angle, lean = (draws[:2] * torch.tensor([[math.radians(turn)], [math.radians(shear)]])).unbind()
    size, moved = 1 + draws[2] * scale, draws[3:] * shift * 2 / images.shape[-1]
    across = torch.stack([size * angle.cos(), size * (lean.tan() * angle.cos() - angle.sin()), moved[0]], 1)
    down = torch.stack([size * angle.sin(), size * (lean.tan() * angle.sin() + angle.cos()), moved[1]], 1)
    grid = functional.affine_grid(torch.stack([across, down], 1), list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False).clamp(0, 1)


def elastic(images: torch.Tensor) -> torch.Tensor:
    """Bend each image smoothly, by up to about two pixels."""
    bend = functional.interpolate(torch.randn(len(images), 2, 4, 4), size=28, mode="bicubic", align_corners=False)
    still = functional.affine_grid(torch.eye(2, 3).expand(len(images), 2, 3), list(images.shape), align_corners=False)
    return functional.grid_sample(images, still + 0.08 * bend.movedim(1, -1), align_corners=False).clamp(0, 1)


def noisy(images: torch.Tensor, strength: float) -> torch.Tensor:
    """Add normal noise."""
    return (images + strength * torch.randn_like(images)).clamp(0, 1)


def erased(images: torch.Tensor, size: int) -> torch.Tensor:
    """Black out one square per image."""
    down, across = torch.randint(0, 29 - size, (2, len(images), 1))
    line = torch.arange(28)
    rows, columns = (line >= down) & (line < down + size), (line >= across) & (line < across + size)
    return images.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 0.0)


def hardly_ever(images: torch.Tensor) -> torch.Tensor:
    """Shift one image in twenty."""
    return torch.where(torch.rand(len(images), 1, 1, 1) < 0.05, shifted(images), images)


def _same_every_time(images: torch.Tensor) -> torch.Tensor:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return shifted(images)


def _with(change: Augment) -> Run:
    return lambda seed: train_with_augmentation(here(augment=change), seed)


def effect(scores: Scores, plain: Scores) -> Scores:
    """Return by how much the test accuracy is higher. A smaller gap is no merit here: blank images have it too."""
    return (scores[1] - plain[1],)


_WEAK = "right, but worth too little by itself: the task says so"
_SHAPE = "fails the_shape_stays_recognisable"

AUGMENTED_TRAINING = Experiment(
    name="augment",
    file=Path(__file__).with_suffix(".json"),
    recipe=str(AUGMENTATION),
    probes=(predictions_after_augmented_training, train_and_predict),
    sides=(
        Side(
            "test accuracy",
            N_("the test accuracy {:+.3f} against training without augmentation"),
            "Noise or a small erased patch alone is not enough: shift, turn or scale the digits a little.",
            "Training with it does harm: does every image keep its digit and its place, and change at every call?",
        ),
    ),
    effect=effect,
    baseline=no_augmentation,
    control=_with(augment),
    right={
        "shift, turn, scale": _with(augment),
        "shift 1": _with(lambda images: shifted(images, 1)),
        "shift 2": _with(shifted),
        "shift 3": _with(lambda images: shifted(images, 3)),
        "shift 4": _with(lambda images: shifted(images, 4)),
        "shift 2, noise 0.1": _with(lambda images: noisy(shifted(images), 0.1)),
        "shift 2, a patch erased": _with(lambda images: erased(shifted(images), 6)),
        "turn 10": _with(lambda images: affine(images, turn=10)),
        "turn 20": _with(lambda images: affine(images, turn=20)),
        "turn 30": _with(lambda images: affine(images, turn=30)),
        "shear 15": _with(lambda images: affine(images, shear=15)),
        "scale 0.85 to 1.15": _with(lambda images: affine(images, scale=0.15)),
        "all of them": _with(lambda images: affine(images, 15, 3, 0.15, 10)),
        "elastic": _with(elastic),
        "half of the images shifted": _with(
            lambda images: torch.where(torch.rand(len(images), 1, 1, 1) < 0.5, shifted(images), images)
        ),
    },
    wrong={
        "unchanged": _with(torch.clone),
        "noise 0.01": _with(lambda images: noisy(images, 0.01)),
        "the same shifts in every epoch": _with(_same_every_time),
        "order of the batch shuffled": _with(lambda images: shifted(images)[torch.randperm(len(images))]),
        "blank": _with(torch.zeros_like),
    },
    elsewhere={
        "noise 0.05": (_with(lambda images: noisy(images, 0.05)), _WEAK),
        "noise 0.1": (_with(lambda images: noisy(images, 0.1)), _WEAK),
        "noise 0.2": (_with(lambda images: noisy(images, 0.2)), _WEAK),
        "noise 0.3": (_with(lambda images: noisy(images, 0.3)), _WEAK),
        "erase 6x6": (_with(lambda images: erased(images, 6)), _WEAK),
        "erase 8x8": (_with(lambda images: erased(images, 8)), _WEAK),
        "one image in twenty shifted": (_with(hardly_ever), "fails every_call_changes_the_images_anew"),
        "noise 1": (_with(lambda images: noisy(images, 1.0)), _SHAPE),
        "shift 8": (_with(lambda images: shifted(images, 8)), _SHAPE),
        "turn 180": (_with(lambda images: affine(images, turn=180)), _SHAPE),
        "mirrored, half of them": (
            _with(lambda images: torch.where(torch.rand(len(images), 1, 1, 1) < 0.5, images.flip(3), images)),
            _SHAPE,
        ),
    },
)
EXPERIMENTS = [AUGMENTED_TRAINING]
