"""augment(images): 10 points.

Which gentle transformations it uses is free, so the tests ask what every one of them has in common. False alarms are
stated with each statistical test; all together reject a correct submission less than once in 10^5 seeds.
"""

from __future__ import annotations

import torch
from hypothesis import given, settings

from autograder.testing import expect, expect_tensor, graded, probe
from reference.augment import augment
from tests.hidden import pose
from tests.hidden.checks import share
from tests.hidden.strategies import images
from tests.hidden.training import (
    AUGMENTATION,
    expect_effect,
    here,
    no_augmentation,
    some_digits,
    train_with_augmentation,
)

CALLS, COPIES = 8, 32


def augmented(student, images):
    """Return what `augment` makes of `images` when it has their shape and dtype; raise `Mismatch` otherwise."""
    return expect_tensor(student.augment(images), shape=tuple(images.shape), dtype=images.dtype)


@graded(points=1, hint="Clamp noise to [0, 1], and keep all four dimensions, also for a single image.")
@given(images=images())
@settings(max_examples=20)  # slow where every image is transformed by itself
def test_shape_dtype_and_value_range_stay(student, images):
    """The result has the images' shape and dtype and values in [0, 1]."""
    got = augmented(student, images)
    expect(bool((got >= -1e-4).all() and (got <= 1 + 1e-4).all()), got=got, expected="values from 0 to 1")


@graded(points=0.5, hint="Create what you draw with the images' own dtype: dtype=images.dtype, or torch.rand_like.")
def test_float64_images_stay_float64(student):
    """Images in float64 are augmented as well, and stay float64."""
    augmented(student, some_digits(4).double())


@graded(points=0.5, hint="Work on a copy: images.clone(), and no methods that end with an underscore.")
def test_the_given_images_stay_as_they_were(student):
    """The given images are not changed."""
    got, images = student(images_afterwards, some_digits(32)), some_digits(32)
    same = expect_tensor(got, shape=tuple(images.shape), dtype=images.dtype) == images
    expect(bool(same.all()), got=f"{share(~same):.3f} of the given pixels changed", expected="none changed")


@probe("the given images after augment(images)")
def images_afterwards(student, images):
    student.augment(images)
    return images


def repeated(student):
    """Return what `augment` makes of copies of one image: float64 (CALLS, COPIES, pixels)."""
    copies = some_digits(1).repeat(COPIES, 1, 1, 1)
    return torch.stack([augmented(student, copies).flatten(1).double() for _ in range(CALLS)])


@graded(points=1, hint="Draw new random numbers at each call, for every image of the batch, and do not set a seed.")
def test_every_call_changes_the_images_anew(student):
    """One image comes out differently from call to call, wherever in the batch it stands."""
    # An image that is changed with probability 0.4 stays as it was in all 8 calls with probability 0.017; that 8 of 32
    # do so has probability 1e-7.
    still = share(repeated(student).std(0).sum(1) < 1e-6)
    expect(
        still < 0.25,
        got=f"{still:.2f} of the images come out the same in {CALLS} calls",
        expected="few or none of them",
    )


@graded(points=1.5, hint="A torchvision transform that gets a batch changes all its images alike; call it per image.")
def test_the_images_of_a_batch_are_changed_independently(student):
    """Copies of one image in a batch come out differently, each with random numbers of its own."""
    # Analysis of variance: if images are independent, means of batches vary as single images do, divided by their
    # number. F with 7 and 248 degrees of freedom exceeds 6 with probability 2e-6, if all pixels move together; else
    # even more rarely.
    outputs = repeated(student)
    within = outputs.var(1).mean(0).sum().item()
    expect(within > 1e-6, got="all copies come out alike", expected="copies that come out differently")
    ratio = COPIES * outputs.mean(1).var(0).sum().item() / within
    expect(
        ratio < 6,
        got=f"what is common to a batch varies {ratio:.1f} times as strongly as chance allows",
        expected="about 1 times",
    )


@probe("augment(images) after torch.manual_seed(5), (5) and (6)")
def under_seeds(student, images):
    return [[torch.manual_seed(seed), student.augment(images.clone())][1] for seed in (5, 5, 6)]


@graded(points=0.5, hint="Draw from torch's generator (torch.rand, torch.randint, transforms.v2), and never seed it.")
def test_torchs_seed_decides_what_comes_out(student):
    """The same torch.manual_seed gives the same images, another seed other ones."""
    images = some_digits(16)
    got = student(under_seeds, images)
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="three results")
    first, again, other = (expect_tensor(output, shape=tuple(images.shape), dtype=images.dtype) for output in got)
    expect(torch.equal(first, again), got="different images", expected="the same images for the same seed")
    expect(not torch.equal(first, other), got="the same images", expected="different images for different seeds")


@graded(points=1.5, hint="No flips, rotations up to about 30 degrees, shifts by a few pixels, gentle noise.")
def test_the_shape_stays_recognisable(student):
    """Images are not mirrored, not turned by more than about 30 degrees, and not moved by more than a few pixels."""
    # Of 128 images at most 6 may be recognised wrongly; in 12 seeds of 9 gentle transformations, up to turns by 30
    # degrees with shear, shift and scale, it was never more than 1.
    images = pose.shape().repeat(128, 1, 1, 1)
    found = pose.poses(augmented(student, images))
    shares = {
        "mirrored": share(found.mirrored),
        "turned by 40 degrees or more": share(found.angle.abs() >= 40),
        "moved by more than 6 pixels": share(found.moved > 6),
    }
    for name, value in shares.items():
        expect(value < 0.05, got=f"{value:.2f} of the images look {name}", expected="none of them")


@graded(points=0.5, hint="Shift by a few pixels and erase small patches only.")
def test_no_image_comes_out_empty(student):
    """No digit vanishes: what comes out is never blank or constant."""
    # 2 of 200 are forgiven, such as a thin 1 behind an erased patch.
    images = some_digits(200)
    contrast = augmented(student, images).flatten(1).std(1) / images.flatten(1).std(1)
    empty = share(contrast < 0.25)
    expect(empty <= 0.01, got=f"{empty:.3f} of the images have next to no contrast", expected="none of them")


@graded(points=3, seconds=120, hint="Noise alone is not enough: shift, turn or scale the digits a little.")
def test_training_with_it_raises_the_test_accuracy(student, kept):
    """Trained with 30 % random labels, the plain model has a higher test accuracy with augmentation than without."""
    expect_effect(
        kept,
        AUGMENTATION,
        "augment",
        lambda seed: train_with_augmentation(student, seed),
        no_augmentation,
        lambda seed: train_with_augmentation(here(augment=augment), seed),
    )
