"""One number from torch's global generator seeds a private one, which draws the rest."""

import warnings

import torch
from torch.nn import functional as F

_told = []


def _slide(images, amounts):
    """Move row r of image i to the right by amounts[i, r] pixels (a fraction is interpolated)."""
    width = images.shape[-1]
    whole = amounts.floor()
    part = (amounts - whole).unsqueeze(-1)
    source = torch.arange(width, device=images.device) - whole.long().unsqueeze(-1)
    padded = F.pad(images, (8, 8))
    right = padded.gather(2, (source + 8).clamp(0, width + 15))
    left = padded.gather(2, (source + 7).clamp(0, width + 15))
    return (1 - part) * right + part * left


def augment(images):
    if not _told:
        _told.append(True)
        warnings.warn("augment: rotations up to 12 degrees and shifts up to 2.5 pixels", stacklevel=2)
    generator = torch.Generator().manual_seed(torch.randint(2**62, ()).item())
    draws = torch.rand(3, len(images), 1, generator=generator, dtype=torch.float64).to(images)
    angle, across, down = ((2 * draws - 1) * draws.new_tensor([0.21, 2.5, 2.5]).reshape(3, 1, 1)).unbind()
    from_middle = torch.arange(28, device=images.device).to(images.dtype) - 13.5
    x = images.squeeze(1)
    x = _slide(x, -torch.tan(angle / 2) * from_middle + across)
    x = _slide(x.mT, torch.sin(angle) * from_middle + down).mT
    x = _slide(x, -torch.tan(angle / 2) * from_middle)
    return x.clamp(0, 1).unsqueeze(1)
