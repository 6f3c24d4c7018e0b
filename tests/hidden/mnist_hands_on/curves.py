"""Reads what `compare` returns: four lists of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from autograder.testing import Text, _, expect, number_in

KEYS = ("baseline", "regularized")
PARTS = ("train_accuracy", "test_accuracy")


def curves(got: Any, least: int = 1) -> dict[tuple[str, str], list[float]]:
    """Return the four lists of numbers by key and part; raise `Mismatch` where one holds fewer than `least`.

    What kinds of numbers and sequences they are, how many, and what else there is, has a test of its own.
    """
    named = isinstance(got, dict) and all(isinstance(got.get(key), dict) for key in KEYS)
    expect(named, got=got, expected="a dict with the keys 'baseline' and 'regularized', each with a dict")
    found = {}
    for key in KEYS:
        for part in PARTS:
            values = got[key].get(part)
            numbers = [_number(value) for value in values] if isinstance(values, (list, tuple)) else [None]
            known = [number for number in numbers if number is not None]
            want = Text(_("a list of numbers in {place}").format(place=f"[{key!r}][{part!r}]"))
            expect(len(known) == len(numbers) >= least, got=values, expected=want)
            found[key, part] = known
    return found


def _number(value: Any) -> float | None:
    """Return the number in `value`, be it a share or not, unless it is too large to go on with."""
    if isinstance(value, np.ndarray):  # what NumPy's numbers arrive as
        value = torch.from_numpy(value)
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    number = number_in(value)
    return number if number is not None and abs(number) < 1e6 else None
