"""Changes an image with probability 0.02 only, where a few may stay as they are and not nearly all.

Fails:
    every_call_changes_the_images_anew
    float64_images_stay_float64
    the_images_of_a_batch_are_changed_independently
    torchs_seed_decides_what_comes_out
    training_with_it_raises_the_test_accuracy

May fail:
    a_black_image_stays_nearly_black
    every_image_stays_at_its_place
    given_images_and_earlier_results_stay_as_they_were
    images_are_changed
    no_digit_is_lost
    shape_dtype_and_value_range_stay
    the_shape_stays_recognisable
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomApply([v2.RandomAffine(degrees=15, translate=(0.1, 0.1))], p=0.02)


def augment(images):
    return torch.stack([transform(image.clone()) for image in images])
