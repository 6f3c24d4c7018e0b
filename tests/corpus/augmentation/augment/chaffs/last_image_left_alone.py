"""The loop ends one image too early.

Fails:
    every_call_changes_the_images_anew
"""

from torchvision.transforms import v2


def augment(images):
    change = v2.RandomAffine(degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1))
    result = images.clone()
    for i in range(len(images) - 1):
        result[i] = change(images[i])
    return result.clamp(0, 1)
