"""Appends the changed images to the given ones: twice as many images as labels.

Fails:
    a_black_image_stays_nearly_black
    every_call_changes_the_images_anew
    every_image_stays_at_its_place
    float64_images_stay_float64
    given_images_and_earlier_results_stay_as_they_were
    images_are_changed
    no_digit_is_lost
    shape_dtype_and_value_range_stay
    the_images_of_a_batch_are_changed_independently
    the_shape_stays_recognisable
    torchs_seed_decides_what_comes_out
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    changed = torch.stack([transform(image) for image in images])
    return torch.cat([images, changed])
