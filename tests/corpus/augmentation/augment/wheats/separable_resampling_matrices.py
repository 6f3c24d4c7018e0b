"""No grid_sample: a stretch and a shift as two small matrices per image, rows @ image @ columns."""

import torch


def _tent(where):
    """Interpolation weights for positions `where` of shape (..., 28): a matrix of shape (..., 28, 28)."""
    pixels = torch.arange(28, dtype=where.dtype, device=where.device)
    return (1 - (where.unsqueeze(-1) - pixels).abs()).clamp(min=0)


def augment(images):
    n = images.size(0)
    middle = 13.5
    centred = torch.arange(28, dtype=images.dtype, device=images.device) - middle

    def between(low, high):
        return low + (high - low) * torch.rand(n, 1, dtype=images.dtype, device=images.device)

    rows = _tent(centred * between(0.9, 1.1) + middle + between(-2.5, 2.5))
    columns = _tent(centred * between(0.9, 1.1) + middle + between(-2.5, 2.5))
    slant = _tent((centred * between(-0.2, 0.2)).unsqueeze(-1) + centred + middle)  # (n, row, to, from)
    result = torch.einsum("nrs,nst,nct->ncr", rows, images[:, 0], columns)
    result = torch.einsum("nrcf,nfr->ncr", slant, result)
    return result.clamp(0, 1).transpose(1, 2).unsqueeze(1)
