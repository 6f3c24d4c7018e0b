"""MNIST from gzipped or plain IDX files, and the small fixed subsets that this course ships.

    python -m reference.mnist SOURCE_ROOT

makes the subsets from the full MNIST in ``SOURCE_ROOT/MNIST/raw``. The same source gives the same bytes.

==================  =====================  ======================================================
where               train-*                t10k-*
==================  =====================  ======================================================
each assignment     2,000 of MNIST train   1,000 of MNIST test: the students' validation images
``tests/hidden``    2,000 of MNIST train   2,000 of MNIST test: the grader's test images
==================  =====================  ======================================================

Every digit is as frequent as any other, and no image is in two of the four. The grader's *training* images differ from
the released ones too: it trains submissions on wrong labels, and a notebook that carries the released true labels could
otherwise correct them.

MNIST is by Yann LeCun and Corinna Cortes, licence CC BY-SA 3.0.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import struct
import tempfile
from pathlib import Path

import numpy as np
import torch
from torchvision.datasets import MNIST

REPOSITORY = Path(__file__).resolve().parent.parent
ASSIGNMENTS = ("regularization", "augmentation", "mnist_hands_on", "regularization_keras")
HIDDEN_DATA = REPOSITORY / "tests" / "hidden" / "data"
NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")

_SEED = 20180810
_UNSIGNED_BYTE = 8


def load(root: str | Path, train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Read MNIST, or a subset in its format, through `torchvision.datasets.MNIST`.

    Args:
        root: the folder that holds ``MNIST/raw``, with plain or gzipped files. Nothing is written there, as torchvision
            would: what hidden tests are made of decides whether a verdict still holds.
        train: the train-* files, else the t10k-* files.

    Returns:
        images: float32 (N, 1, 28, 28) in [0, 1].
        labels: int64 (N,) in 0..9.

    Raises:
        FileNotFoundError: a file of the four is there neither plain nor gzipped.
    """
    raw = Path(root) / "MNIST" / "raw"
    missing = [name for name in NAMES if not (raw / name).exists()]
    for name in missing:
        if not _gzipped(raw, name).exists():
            raise FileNotFoundError(f"no {name} or {name}.gz in {raw}")
    return _load_from_a_copy(raw, train) if missing else _load_plain(root, train)


def full_or(root: str | Path) -> Path:
    """Return the folder of the full MNIST when the environment variable ``MNIST_ROOT`` names one, else `root`.

    For exploring. The hidden tests always use the fixed subset: their thresholds belong to it.
    """
    full = os.environ.get("MNIST_ROOT", "")
    return Path(full) if full and (Path(full) / "MNIST" / "raw").is_dir() else Path(root)


def _gzipped(raw: Path, name: str) -> Path:
    return raw / f"{name}.gz"


def _load_plain(root: str | Path, train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    data = MNIST(str(root), train=train, download=False)
    return data.data.unsqueeze(1).float() / 255, data.targets.long()


def _load_from_a_copy(raw: Path, train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    with tempfile.TemporaryDirectory() as root:
        copy = Path(root) / "MNIST" / "raw"
        copy.mkdir(parents=True)
        for name in NAMES:
            if (raw / name).exists():
                shutil.copyfile(raw / name, copy / name)
            else:
                _decompress(_gzipped(raw, name), copy / name)
        return _load_plain(root, train)


def _decompress(source: Path, target: Path) -> None:
    with gzip.open(source) as packed, target.open("wb") as out:
        shutil.copyfileobj(packed, out)


def make_subsets(source: str | Path) -> None:
    """Write the subsets into the repository, from the full MNIST in ``source/MNIST/raw``."""
    released_train, hidden_train = _two_draws(*load(source, train=True), sizes=(200, 200))
    released_test, hidden_test = _two_draws(*load(source, train=False), sizes=(100, 200))
    _check_disjoint(released_train[0], hidden_train[0], released_test[0], hidden_test[0])
    for assignment in ASSIGNMENTS:
        _write(REPOSITORY / "assignments" / "source" / assignment / "data", released_train, released_test)
    _write(HIDDEN_DATA, hidden_train, hidden_test)


Arrays = tuple[np.ndarray, np.ndarray]


def _two_draws(images: torch.Tensor, labels: torch.Tensor, sizes: tuple[int, int]) -> tuple[Arrays, Arrays]:
    """Draw `sizes` different images of each digit, and return both draws as bytes (N, 28, 28) with labels (N,)."""
    generator = np.random.default_rng(_SEED)
    pixels, digits = (images[:, 0] * 255).round().byte().numpy(), labels.byte().numpy()
    _, first = np.unique(pixels.reshape(len(pixels), -1), axis=0, return_index=True)
    once = generator.permutation(np.sort(first))  # an image that MNIST has twice is taken once
    per_digit = [once[digits[once] == digit] for digit in range(10)]
    draws = []
    for start, end in ((0, sizes[0]), (sizes[0], sum(sizes))):
        chosen = generator.permutation(np.concatenate([indices[start:end] for indices in per_digit]))
        draws.append((pixels[chosen], digits[chosen]))
    return draws[0], draws[1]


def _check_disjoint(*groups: np.ndarray) -> None:
    seen = [image.tobytes() for group in groups for image in group]
    if len(set(seen)) != len(seen):
        raise ValueError("an image is in two of the subsets")


def _write(root: Path, train: Arrays, test: Arrays) -> None:
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, array in zip(NAMES, (*train, *test), strict=True):
        header = struct.pack(f">BBBB{array.ndim}I", 0, 0, _UNSIGNED_BYTE, array.ndim, *array.shape)
        with _gzipped(raw, name).open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(header + array.tobytes())
        (raw / name).unlink(missing_ok=True)  # unpacked from an earlier version


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the course's MNIST subsets from the full MNIST.")
    parser.add_argument("source", help="a folder that holds MNIST/raw")
    make_subsets(parser.parse_args().source)


if __name__ == "__main__":
    main()
