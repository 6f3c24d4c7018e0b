"""The corners of each image are pulled about by up to 2 pixels: a homography per image, in hooks."""

import torch
from torch import nn
from torch.nn import functional as F

CORNERS = torch.tensor([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


def _homographies(n, like):
    """(n, 3, 3) matrices that take the corners to corners moved at random."""
    start = CORNERS.to(like).expand(n, 4, 2)
    moves = (2 * torch.rand(n, 4, 2, dtype=like.dtype, device=like.device) - 1) * 0.13
    shift = (2 * torch.rand(n, 1, 2, dtype=like.dtype, device=like.device) - 1) * 0.12
    end = start + moves + shift
    x, y = start.unbind(-1)
    u, v = end.unbind(-1)
    one, nil = torch.ones_like(x), torch.zeros_like(x)
    first = torch.stack([x, y, one, nil, nil, nil, -u * x, -u * y], dim=-1)
    second = torch.stack([nil, nil, nil, x, y, one, -v * x, -v * y], dim=-1)
    left, right = torch.cat([first, second], dim=1).double(), torch.cat([u, v], dim=1).double()
    solution = torch.linalg.solve(left, right.unsqueeze(-1)).squeeze(-1).to(like.dtype)
    return torch.cat([solution, solution.new_ones(n, 1)], dim=1).reshape(n, 3, 3)


def _geometry(module, inputs):
    (images,) = inputs
    side = torch.linspace(-1, 1, 28, dtype=images.dtype, device=images.device)
    points = torch.cartesian_prod(side, side).flip(1)
    points = F.pad(points, (0, 1), value=1.0) @ _homographies(len(images), images).mT
    grid = (points[..., :2] / points[..., 2:]).reshape(-1, 28, 28, 2)
    return (F.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=True),)


def _patch(module, inputs, output):
    spot = torch.randint(2, 23, (2, len(output), 1), device=output.device)
    line = torch.arange(28, device=output.device)
    inside = (line >= spot) & (line < spot + 4)
    return output.masked_fill((inside[0].unsqueeze(2) & inside[1].unsqueeze(1)).unsqueeze(1), 0).clamp(0, 1)


def augment(images):
    worker = nn.Identity()
    worker.register_forward_pre_hook(_geometry)
    worker.register_forward_hook(_patch)
    return worker(images)
