"""The plain torchvision way, one image at a time, with nearest-neighbour pixels and a tv_tensor on the way."""

import torch
from torchvision import tv_tensors
from torchvision.transforms import v2


def augment(images):
    change = v2.RandomAffine(degrees=12, translate=(0.1, 0.1), scale=(0.9, 1.1), shear=8)
    changed = [change(tv_tensors.Image(image)).as_subclass(torch.Tensor) for image in images]
    return torch.stack(changed).clamp(0, 1)
