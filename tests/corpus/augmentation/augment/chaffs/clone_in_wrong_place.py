"""Takes images.float() for a copy, and adds the noise to the given images.

Fails:
    given_images_and_earlier_results_stay_as_they_were
"""

import torch
from torchvision.transforms import v2


def augment(images):
    noisy = images.float()
    noisy += 0.05 * torch.randn_like(noisy)
    noisy.clamp_(0, 1)
    change = v2.RandomAffine(degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1))
    return torch.stack([change(image) for image in noisy]).to(images.dtype)
