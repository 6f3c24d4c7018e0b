"""A mirror image now and then (one in ten) should do no harm, as with photographs.

Fails:
    the_shape_stays_recognisable
"""

import torch
from torchvision.transforms import InterpolationMode, v2


def augment(images):
    change = v2.Compose(
        [
            v2.RandomHorizontalFlip(p=0.1),
            v2.RandomAffine(12, (0.08, 0.08), (0.9, 1.1), interpolation=InterpolationMode.BILINEAR),
        ]
    )
    return torch.stack([change(image) for image in images]).clamp(0, 1)
