"""Calls torchvision's transform on the whole batch: it draws once per call, so all images change alike.

Fails:
    the_images_of_a_batch_are_changed_independently

May fail:
    training_with_it_raises_the_test_accuracy
"""

from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1), scale=(0.9, 1.1))


def augment(images):
    return transform(images)
