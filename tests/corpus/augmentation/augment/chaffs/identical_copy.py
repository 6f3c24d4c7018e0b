"""Returns a copy with nothing changed.

Fails:
    every_call_changes_the_images_anew
    the_images_of_a_batch_are_changed_independently
    torchs_seed_decides_what_comes_out
    training_with_it_raises_the_test_accuracy
"""


def augment(images):
    return images.clone()
