"""An elastic deformation, smooth over the image, on top of one shift per image."""

import torch
from torch import nn
from torch.nn import functional as F


class Wobble(nn.Module):
    def __init__(self, size=28, wobble=1.2, shift=2.5):
        super().__init__()
        self.wobble, self.shift = wobble * 2 / size, shift * 2 / size
        self.up = nn.Upsample(size=(size, size), mode="bicubic", align_corners=True)
        self.register_buffer("straight", torch.eye(2, 3, dtype=torch.float64).unsqueeze(0))

    def forward(self, images):
        n = images.shape[0]
        options = {"dtype": images.dtype, "device": images.device}
        bumps = torch.empty(n, 2, 4, 4, **options).uniform_(-self.wobble, self.wobble)
        moves = torch.empty(n, 2, 1, 1, **options).uniform_(-self.shift, self.shift)
        field = (self.up(bumps) + moves).movedim(1, -1)
        grid = F.affine_grid(self.straight.to(**options).expand(n, 2, 3), images.size(), align_corners=False)
        return F.grid_sample(images, grid + field, align_corners=False).clamp(0, 1)


def augment(images):
    return Wobble().eval()(images)
