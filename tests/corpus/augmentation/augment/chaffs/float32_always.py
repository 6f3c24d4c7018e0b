"""Returns float32 whatever the dtype of the images is.

Fails:
    float64_images_stay_float64
    given_images_and_earlier_results_stay_as_they_were
    torchs_seed_decides_what_comes_out
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    return torch.stack([transform(image.float()) for image in images])
