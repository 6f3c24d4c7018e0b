"""What the training test of `build_regularized_model` is calibrated by; see `autograder.training`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from autograder.testing import N_
from autograder.training import Experiment, Run, Scores, Side
from reference.models import PIXELS, build_regularized_model, plain_model
from tests.hidden.training import (
    DROPOUT,
    here,
    plain_built_model,
    predictions_of_a_trained_model,
    train_and_predict,
    train_built_model,
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


class Sabotage(nn.Module):
    """The plain model, which answers wrongly where it knows the image from training: a small gap, and no merit."""

    def __init__(self) -> None:
        super().__init__()
        self.plain = plain_model()
        self.seen: set[float] = set()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits = self.plain(x)
        keys = (x.flatten(1) * torch.arange(PIXELS)).sum(1).tolist()
        if self.training:
            self.seen.update(keys)
            return logits
        return torch.where(torch.tensor([key in self.seen for key in keys])[:, None], -logits, logits)


def mlp(*after: Callable[[], nn.Module], widths: tuple[int, ...] = (256, 256), first: float = 0.0) -> nn.Sequential:
    """Return a classifier whose hidden layers are each followed by what `after` makes."""
    layers: list[nn.Module] = [nn.Flatten(), nn.Dropout(first)]
    size = PIXELS
    for width in widths:
        layers += [nn.Linear(size, width), *(make() for make in after)]
        size = width
    return nn.Sequential(*layers, nn.Linear(size, 10))


def _half() -> nn.Module:
    return nn.Dropout(0.5)


def _batch_norm() -> nn.Module:
    return nn.BatchNorm1d(256)


def _layer_norm() -> nn.Module:
    return nn.LayerNorm(256)


def _conv(p: float = 0.5) -> nn.Module:
    front = [nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(p / 2), nn.Flatten()]
    return nn.Sequential(*front, nn.Linear(8 * 14 * 14, 128), nn.ReLU(), nn.Dropout(p), nn.Linear(128, 10))


def _two_convs() -> nn.Module:
    front: list[nn.Module] = []
    for inputs, outputs in ((1, 8), (8, 16)):
        front += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)]
    back = [nn.Linear(16 * 7 * 7, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)]
    return nn.Sequential(*front, nn.Flatten(), nn.Dropout(0.5), *back)


def _small(weight: torch.Tensor) -> object:
    return nn.init.normal_(weight, std=0.02)


def _started_with(fill: Callable[[torch.Tensor], object]) -> Callable[[], nn.Module]:
    def start(layer: nn.Module) -> None:
        if isinstance(layer, nn.Linear):
            fill(layer.weight)
            nn.init.zeros_(layer.bias)

    return lambda: build_regularized_model().apply(start)


def _frozen() -> nn.Module:
    model = build_regularized_model()
    for layer in list(model)[:-1]:
        layer.requires_grad_(False)
    return model


def _built(make: Callable[[], nn.Module]) -> Run:
    return lambda seed: train_built_model(here(build_regularized_model=make), seed)


def _p(p: float) -> Run:
    return _built(lambda: build_regularized_model(p=p))


def effect(scores: Scores, plain: Scores) -> Scores:
    """Return by how much the gap is smaller and the test accuracy higher, and what shows an honest training set."""
    train, test, learned = scores
    plain_train, plain_test, _ = plain
    return (plain_train - plain_test) - (train - test), test - plain_test, learned - test


BUILT_MODEL = Experiment(
    name="build_regularized_model",
    file=Path(__file__).with_suffix(".json"),
    recipe=str(DROPOUT),
    probes=(predictions_of_a_trained_model, train_and_predict),
    sides=(
        Side(
            "gap",
            N_("the gap {:.3f} smaller than the plain model's"),
            "It overfits nearly as much as the plain model: put dropout with p=0.5 after each hidden activation.",
        ),
        Side(
            "test accuracy",
            N_("the test accuracy {:+.3f} against the plain model's"),
            "It does worse on test images: is everything trained, is p too large, is dropout off in eval mode?",
        ),
        Side(
            "right labels",
            N_("rightly labelled training images {:+.3f} more accurate than test images"),
            "It gets training images wrong that it was given the right label of.",
        ),
    ),
    effect=effect,
    baseline=plain_built_model,
    control=_built(build_regularized_model),
    right={
        "dropout 0.2": _p(0.2),
        "dropout 0.3": _p(0.3),
        "dropout 0.5": _p(0.5),
        "dropout 0.6": _p(0.6),
        "dropout 0.7": _p(0.7),
        "also on the input, 0.2": _built(lambda: mlp(nn.ReLU, _half, first=0.2)),
        "batch norm, dropout": _built(lambda: mlp(_batch_norm, nn.ReLU, _half)),
        "dropout, then batch norm": _built(lambda: mlp(nn.ReLU, _half, _batch_norm)),
        "layer norm, dropout": _built(lambda: mlp(_layer_norm, nn.ReLU, _half)),
        "Kaiming initialization": _built(_started_with(nn.init.kaiming_normal_)),
        "Xavier initialization": _built(_started_with(nn.init.xavier_uniform_)),
        "orthogonal initialization": _built(_started_with(nn.init.orthogonal_)),
        "small initialization": _built(_started_with(_small)),
        "Tanh": _built(lambda: mlp(nn.Tanh, _half)),
        "ELU": _built(lambda: mlp(nn.ELU, _half)),
        "Sigmoid": _built(lambda: mlp(nn.Sigmoid, _half)),
        "GELU": _built(lambda: mlp(nn.GELU, _half)),
        "LeakyReLU": _built(lambda: mlp(nn.LeakyReLU, _half)),
        "SELU, alpha dropout": _built(lambda: mlp(nn.SELU, lambda: nn.AlphaDropout(0.5))),
        "convolution": _built(_conv),
        "two convolutions, batch norm": _built(_two_convs),
    },
    wrong={
        "no dropout": _built(lambda: nn.Sequential(nn.Identity(), plain_model((255, 256)))),
        "dropout 0.02": _p(0.02),
        "dropout 0.05": _p(0.05),
        "dropout 0.97": _p(0.97),
        "batch norm only": _built(lambda: mlp(_batch_norm, nn.ReLU)),
        "layer norm only": _built(lambda: mlp(_layer_norm, nn.ReLU)),
        "frozen hidden layers": _built(_frozen),
        "constant": _built(Constant),
        "too small": _built(lambda: mlp(nn.ReLU, _half, widths=(4, 4))),
        "sabotages its training set": _built(Sabotage),
    },
    elsewhere={
        "dropout in eval mode too": (_built(lambda: mlp(nn.ReLU, AlwaysOn)), "fails in_eval_mode_…"),
        "dropout on the logits only": (
            _built(lambda: nn.Sequential(plain_model(), _half())),
            "fails no_logit_is_dropped",
        ),
        "softmax at the end": (
            _built(lambda: nn.Sequential(build_regularized_model(), nn.Softmax(1))),
            "fails the_logits_may_be_negative",
        ),
        "no activations": (_built(lambda: mlp(_half)), "fails it_is_more_than_a_linear_map"),
        "Sigmoid without dropout": (_built(lambda: mlp(nn.Sigmoid)), "fails a_larger_p_drops_more"),
        "convolution without dropout": (_built(lambda: _conv(0.0)), "fails a_larger_p_drops_more"),
    },
)
EXPERIMENTS = [BUILT_MODEL]
