"""Finds how a known shape lies in an image: mirrored or not, turned by which angle, moved how far.

The shape is compared with itself in every pose, by cross-correlation, so that noise, an erased patch, a change of size
or a slight distortion does not matter.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import torch
from torch.nn import functional

ANGLES = tuple(range(-175, 181, 5))
_MAX_MOVE = 8
_PADDED = 36  # room for the moves, so that nothing wraps around


@dataclass(frozen=True)
class Poses:
    """The best fitting pose of each image.

    Attributes:
        mirrored: bool (N,).
        angle: degrees (N,), in steps of 5.
        moved: pixels (N,), the larger of the two directions.
    """

    mirrored: torch.Tensor
    angle: torch.Tensor
    moved: torch.Tensor


def shape() -> torch.Tensor:
    """Return an image (1, 28, 28) of a thick F, which is no mirror image of itself, however it is turned."""
    image = torch.zeros(1, 28, 28)
    image[:, 5:23, 8:11] = 1.0
    image[:, 5:8, 8:21] = 1.0
    image[:, 12:15, 8:17] = 1.0
    return image


def poses(images: torch.Tensor) -> Poses:
    """Return how `shape` lies in each of `images`, float (N, 1, 28, 28)."""
    spectra = torch.fft.rfft2(images[:, 0].float(), s=(_PADDED, _PADDED))
    reach = torch.arange(-_MAX_MOVE, _MAX_MOVE + 1)
    best = []
    for template in _template_spectra():
        fit = torch.fft.irfft2(spectra * template.conj(), s=(_PADDED, _PADDED))
        best.append(fit[:, reach[:, None], reach[None, :]].flatten(1).max(1))
    values = torch.stack([b.values for b in best], 1)
    which = values.argmax(1)
    place = torch.stack([b.indices for b in best], 1).gather(1, which[:, None])[:, 0]
    down, across = place // len(reach) - _MAX_MOVE, place % len(reach) - _MAX_MOVE
    angles = torch.tensor(ANGLES)
    return Poses(which >= len(angles), angles[which % len(angles)], torch.maximum(down.abs(), across.abs()))


@functools.cache
def _template_spectra() -> list[torch.Tensor]:
    """Return the spectra of the shape and of its mirror image at every angle, each of mean 0 and norm 1."""
    spectra = []
    for image in (shape(), shape().flip(2)):
        for angle in ANGLES:
            turned = _turn(image, angle)
            turned = turned - turned.mean()
            spectra.append(torch.fft.rfft2((turned / turned.norm())[0], s=(_PADDED, _PADDED)))
    return spectra


def _turn(image: torch.Tensor, degrees: float) -> torch.Tensor:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    grid = functional.affine_grid(torch.tensor([[[cos, -sin, 0.0], [sin, cos, 0.0]]]), [1, 1, 28, 28], False)
    return functional.grid_sample(image[None], grid, align_corners=False)[0]
