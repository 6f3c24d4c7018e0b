"""Draws the shifts once, when the cell runs, and uses them again in every call.

Fails:
    every_call_changes_the_images_anew
    the_images_of_a_batch_are_changed_independently
    torchs_seed_decides_what_comes_out
    training_with_it_raises_the_test_accuracy
"""

import torch
import torch.nn.functional as F

tops = torch.randint(0, 7, (4096,)).tolist()
lefts = torch.randint(0, 7, (4096,)).tolist()


def augment(images):
    n, _, height, width = images.shape
    padded = F.pad(images, (3, 3, 3, 3))
    crops = [padded[i, :, tops[i % 4096] :, lefts[i % 4096] :][:, :height, :width] for i in range(n)]
    return torch.stack(crops)
