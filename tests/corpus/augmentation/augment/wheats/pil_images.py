"""Each image goes through Pillow with 8 bits per pixel: values are multiples of 1/255 then."""

import numpy as np
import torch
from PIL import Image


def _number(low, high):
    return torch.empty(()).uniform_(low, high).item()


def _sign():
    return -1 if torch.rand(()).item() < 0.5 else 1


def augment(images):
    result = torch.empty_like(images, memory_format=torch.contiguous_format)
    for place, image in zip(result, images, strict=False):
        pixels = (image[0].detach().cpu().double() * 255).round().to(torch.uint8)
        picture = Image.fromarray(pixels.numpy())
        moved = picture.rotate(
            _sign() * _number(3, 13),
            resample=Image.Resampling.BILINEAR,
            translate=(_sign() * _number(0, 3), _sign() * _number(0, 3)),
            fillcolor=0,
        )
        place[0] = torch.from_numpy(np.array(moved)).to(images.dtype) / 255
    return result
