"""Takes away the axis of the batch together with that of the colours, so that it moves the rows of a single image.

Fails:
    the_shape_stays_recognisable
"""

import torch


def augment(images):
    changed = []
    for picture in images.squeeze():
        across, down = torch.randint(-3, 4, (2,)).tolist()
        width = picture.shape[-1]
        moved = torch.zeros_like(picture)
        moved[..., max(0, across) : width + min(0, across)] = picture[..., max(0, -across) : width - max(0, across)]
        if moved.ndim > 1:
            lower = torch.zeros_like(moved)
            lower[max(0, down) : len(moved) + min(0, down)] = moved[max(0, -down) : len(moved) - max(0, down)]
            moved = lower
        changed.append((moved + 0.05 * torch.randn_like(moved)).clamp(0, 1))
    return torch.stack(changed).reshape(images.shape)
