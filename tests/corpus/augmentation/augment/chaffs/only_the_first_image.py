"""Loops over range(1) in place of range(len(images)): only the first image is changed.

Fails:
    every_call_changes_the_images_anew
    the_images_of_a_batch_are_changed_independently
    training_with_it_raises_the_test_accuracy
"""

from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    result = images.clone()
    for i in range(1):
        result[i] = transform(images[i])
    return result
