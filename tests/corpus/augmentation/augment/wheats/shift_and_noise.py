"""Copies slices onto a black canvas, then adds weak noise and clamps to [0, 1]."""

import torch


def shifted(image, dy, dx):
    height, width = image.shape[-2:]
    canvas = torch.zeros_like(image)
    source = image[:, max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]
    canvas[:, max(dy, 0) : height - max(-dy, 0), max(dx, 0) : width - max(-dx, 0)] = source
    return canvas


def augment(images):
    result = []
    for image in images:
        dy, dx = (int(d) for d in torch.randint(-2, 3, (2,)))
        result.append(shifted(image, dy, dx))
    result = torch.stack(result)
    return (result + 0.05 * torch.randn_like(result)).clamp(0, 1)
