"""Loops over range(1) in place of range(len(images)): only the first image is changed."""

from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    result = images.clone()
    for i in range(1):
        result[i] = transform(images[i])
    return result
