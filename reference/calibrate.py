"""Shows how far right and wrong solutions are from the thresholds of the tests that train.

    python -m reference.calibrate [--seeds 20] [--only dropout|augmentation]

For every variant it trains under each seed, paired with the plain baseline, and prints the effect on the gap (train
minus test accuracy) and on the test accuracy: mean and standard deviation, the smallest of each, the distance of the
mean from what is needed in standard deviations of the mean that the test judges, and the share of tests it passes
(seeds in blocks, by the test's own rule). A right variant should pass all, a wrong one none.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torchvision.transforms import v2

from reference.augment import augment
from reference.models import PIXELS, build_regularized_model, plain_model
from tests.hidden.training import (
    AUGMENTATION,
    DROPOUT,
    SEEDS,
    Recipe,
    Scores,
    here,
    judge,
    no_augmentation,
    plain_built_model,
    train_built_model,
    train_with_augmentation,
)


class AlwaysOn(nn.Module):
    """Dropout that does not obey eval()."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.dropout(x, 0.5)


class Constant(nn.Module):
    """The same logits for every image."""

    def __init__(self) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(10))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.logits.expand(len(x), 10)


def mlp(*after: Callable[[], nn.Module], widths: tuple[int, ...] = (256, 256), first: float = 0.0) -> nn.Sequential:
    """Return a classifier whose hidden layers are each followed by what `after` makes."""
    layers: list[nn.Module] = [nn.Flatten(), nn.Dropout(first)]
    size = PIXELS
    for width in widths:
        layers += [nn.Linear(size, width), *(make() for make in after)]
        size = width
    return nn.Sequential(*layers, nn.Linear(size, 10))


def _norm() -> nn.Module:
    return nn.BatchNorm1d(256)


def _half() -> nn.Module:
    return nn.Dropout(0.5)


def _conv() -> nn.Module:
    front = [nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten()]
    return nn.Sequential(*front, nn.Linear(8 * 14 * 14, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))


def _kaiming() -> nn.Module:
    def start(layer: nn.Module) -> None:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    return build_regularized_model().apply(start)


def _frozen() -> nn.Module:
    model = build_regularized_model()
    for layer in list(model)[:-1]:
        layer.requires_grad_(False)
    return model


RIGHT_MODELS: dict[str, Callable[[], nn.Module]] = {
    "dropout 0.5": build_regularized_model,
    "dropout 0.2": lambda: build_regularized_model(p=0.2),
    "dropout 0.3": lambda: build_regularized_model(p=0.3),
    "dropout 0.6": lambda: build_regularized_model(p=0.6),
    "batch norm, dropout 0.5": lambda: mlp(_norm, nn.ReLU, _half),
    "dropout 0.5, batch norm after": lambda: mlp(nn.ReLU, _half, _norm),
    "also on the input, 0.2": lambda: mlp(nn.ReLU, _half, first=0.2),
    "Kaiming initialization": _kaiming,
    "Tanh": lambda: mlp(nn.Tanh, _half),
    "ELU": lambda: mlp(nn.ELU, _half),
    "Sigmoid": lambda: mlp(nn.Sigmoid, _half),
    "GELU": lambda: mlp(nn.GELU, _half),
    "LeakyReLU": lambda: mlp(nn.LeakyReLU, _half),
    "convolutional": _conv,
}
WRONG_MODELS: dict[str, Callable[[], nn.Module]] = {
    "plain": plain_model,
    "batch norm only": lambda: mlp(_norm, nn.ReLU),
    "dropout 0.02": lambda: build_regularized_model(p=0.02),
    "dropout 0.05": lambda: build_regularized_model(p=0.05),
    "dropout 0.97": lambda: build_regularized_model(p=0.97),
    "frozen hidden layers": _frozen,
    "too small": lambda: mlp(nn.ReLU, _half, widths=(4, 4)),
    "constant": Constant,
}
# These train well; other tests of the suite reject them.
OTHERWISE_WRONG_MODELS: dict[str, Callable[[], nn.Module]] = {
    "dropout in eval mode too": lambda: mlp(nn.ReLU, AlwaysOn),
    "dropout on the logits only": lambda: nn.Sequential(plain_model(), _half()),
    "softmax at the end": lambda: nn.Sequential(build_regularized_model(), nn.Softmax(1)),
    "no activations": lambda: mlp(_half),
}

Augment = Callable[[torch.Tensor], torch.Tensor]


def shifted(images: torch.Tensor, by: int = 2) -> torch.Tensor:
    """Shift every image by its own whole number of pixels, by cutting windows out of the padded images."""
    count, _, height, width = images.shape
    windows = functional.pad(images, (by,) * 4).unfold(2, height, 1).unfold(3, width, 1)
    down, across = torch.randint(0, 2 * by + 1, (2, count))
    return windows[torch.arange(count), :, down, across].clone()


def noisy(images: torch.Tensor, strength: float) -> torch.Tensor:
    """Add normal noise."""
    return (images + strength * torch.randn_like(images)).clamp(0, 1)


def each(transform: Callable[[torch.Tensor], torch.Tensor]) -> Augment:
    """Apply a torchvision transform to each image by itself."""
    return lambda images: torch.stack([transform(image) for image in images])


def _erase(images: torch.Tensor, size: int) -> torch.Tensor:
    down, across = torch.randint(0, 29 - size, (2, len(images), 1))
    line = torch.arange(28)
    rows, columns = (line >= down) & (line < down + size), (line >= across) & (line < across + size)
    return images.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 0.0)


RIGHT_AUGMENTATIONS: dict[str, Augment] = {
    "shift, turn, scale": augment,
    "shift 1": lambda images: shifted(images, 1),
    "shift 2": shifted,
    "shift 4": lambda images: shifted(images, 4),
    "shift 2, noise 0.1": lambda images: noisy(shifted(images), 0.1),
    "turn 10 (v2)": each(v2.RandomRotation(10)),
    "turn 30 (v2)": each(v2.RandomRotation(30)),
    "shear 10 (v2)": each(v2.RandomAffine(0, shear=10)),
    "scale 0.85 to 1.15 (v2)": each(v2.RandomAffine(0, scale=(0.85, 1.15))),
    "affine (v2)": each(v2.RandomAffine(10, (0.1, 0.1), (0.9, 1.1))),
    "noise 0.3": lambda images: noisy(images, 0.3),
}
# Noise and erasing are gentle, and help little by themselves.
WEAK_AUGMENTATIONS: dict[str, Augment] = {
    "noise 0.1": lambda images: noisy(images, 0.1),
    "noise 0.2": lambda images: noisy(images, 0.2),
    "erase 6x6": lambda images: _erase(images, 6),
    "erase 8x8": lambda images: _erase(images, 8),
}
WRONG_AUGMENTATIONS: dict[str, Augment] = {
    "unchanged": torch.clone,
    "noise 0.01": lambda images: noisy(images, 0.01),
    "noise 0.05": lambda images: noisy(images, 0.05),
    "noise 1": lambda images: noisy(images, 1.0),
    "order of the batch shuffled": lambda images: shifted(images)[torch.randperm(len(images))],
    "blank": torch.zeros_like,
    "shift 8": lambda images: shifted(images, 8),
    "turn 180 (v2)": each(v2.RandomRotation(180)),
}


def blocks(seeds: int) -> Iterator[range]:
    """Yield the seeds in blocks of what one test uses."""
    for start in range(0, seeds, SEEDS):
        yield range(start, start + SEEDS)


def row(recipe: Recipe, name: str, scores: list[Scores], plain: list[Scores]) -> str:
    """Return the table's line for one variant."""
    gaps = torch.tensor([(p - q) - (a - b) for (a, b), (p, q) in zip(scores, plain, strict=True)])
    gains = torch.tensor([b - q for (_, b), (_, q) in zip(scores, plain, strict=True)])
    passed = [
        judge(recipe, [scores[s] for s in block].__getitem__, [plain[s] for s in block].__getitem__)[0]
        for block in blocks(len(scores))
    ]
    text = f"{name:32}"
    for values, needed in ((gaps, recipe.needed.gap), (gains, recipe.needed.accuracy)):
        mean, spread = values.mean().item(), values.std().item()
        far = (mean - needed) / max(spread / math.sqrt(SEEDS), 1e-9)
        distance = f"{far:+7.1f}" if abs(far) < 1000 else "      -"
        text += f"{mean:+8.3f} {spread:6.3f} {values.min().item():+7.3f} {distance}  "
    return text + f"{sum(passed)}/{len(passed)}"


def table(recipe: Recipe, seeds: int, baseline: Callable[[int], Scores], groups: dict[str, dict[str, Any]]) -> None:
    """Print the table of one recipe; `groups` holds, by title and name, functions from a seed to scores."""
    print(f"\n{recipe}\n{'':32}{'gap: mean     sd     min distance':33}{'accuracy: mean sd min distance':33}passed")
    plain = [baseline(seed) for seed in range(seeds)]
    for title, variants in groups.items():
        print(f"-- {title}")
        for name, run in variants.items():
            print(row(recipe, name, [run(seed) for seed in range(seeds)], plain), flush=True)


def _built(make: Callable[[], nn.Module]) -> Callable[[int], Scores]:
    return lambda seed: train_built_model(here(build_regularized_model=make), seed)


def _augmented(change: Augment) -> Callable[[int], Scores]:
    return lambda seed: train_with_augmentation(here(augment=change), seed)


def main() -> None:
    parser = argparse.ArgumentParser(description="Calibrate the tests that train.")
    parser.add_argument("--seeds", type=int, default=20, help=f"how many; a multiple of {SEEDS}")
    parser.add_argument("--only", choices=("dropout", "augmentation"))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    models = {"right": RIGHT_MODELS, "wrong": WRONG_MODELS, "rejected by other tests": OTHERWISE_WRONG_MODELS}
    changes = {"right": RIGHT_AUGMENTATIONS, "weak by themselves": WEAK_AUGMENTATIONS, "wrong": WRONG_AUGMENTATIONS}
    if arguments.only != "augmentation":
        runs = {title: {name: _built(make) for name, make in group.items()} for title, group in models.items()}
        table(DROPOUT, arguments.seeds, plain_built_model, runs)
    if arguments.only != "dropout":
        runs = {title: {name: _augmented(change) for name, change in group.items()} for title, group in changes.items()}
        table(AUGMENTATION, arguments.seeds, no_augmentation, runs)


if __name__ == "__main__":
    main()
