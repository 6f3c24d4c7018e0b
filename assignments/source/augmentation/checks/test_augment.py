"""augment: what gentle transformations of every kind have in common."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import _, expect, expect_tensor, graded, probe


def sevens(count):
    """Return copies of one image of a 7, drawn with two strokes."""
    images = torch.zeros(count, 1, 28, 28)
    images[:, :, 6:9, 8:20] = 1
    images[:, :, 9:22, 16:19] = 1
    return images


def augmented(student, images):
    """Return what `augment` makes of the images if it has their shape and dtype."""
    return expect_tensor(student.augment(images), shape=tuple(images.shape), dtype=images.dtype)


@graded(idle=True, hint="Keep all four dimensions, also for a single image, and clamp what you return to [0, 1].")
@given(count=st.integers(1, 4), dtype=st.sampled_from([torch.float32, torch.float64]))
def test_shape_dtype_and_value_range_stay(student, count, dtype):
    """The result has the images' shape and dtype, and values in [0, 1]."""
    got = augmented(student, sevens(count).to(dtype))
    low, high = got.min().item(), got.max().item()
    shown = _("values from {low:.3f} to {high:.3f}").format(low=low, high=high)
    expect(low >= -1e-4 and high <= 1 + 1e-4, got=shown, expected="values in [0, 1]")


@probe("the given images after augment(images)")
def images_afterwards(student, images):
    student.augment(images)
    return images


@graded(idle=True, hint="Work on a copy: images.clone(), and no methods that end with an underscore.")
def test_the_input_is_left_as_it_was(student):
    """The given images stay as they were."""
    got = expect_tensor(student(images_afterwards, sevens(16)), shape=(16, 1, 28, 28), dtype=torch.float32)
    changed = (got != sevens(16)).flatten(1).any(1).sum().item()
    expect(changed == 0, got=_("{count} of 16 images changed").format(count=changed), expected="none changed")


@probe("augment(images) after torch.manual_seed(5), again after (5), and once more without a seed")
def three_results(student, images):
    torch.manual_seed(5)
    first = student.augment(images.clone())
    torch.manual_seed(5)
    return [first, student.augment(images.clone()), student.augment(images.clone())]


@graded(hint="Draw from torch's generator (torch.rand, torch.randn, transforms.v2) at each call, and never seed it.")
def test_every_call_draws_anew_from_torchs_generator(student):
    """Each call changes the images anew, and the same torch.manual_seed gives the same images."""
    images = sevens(32)
    got = student(three_results, images)
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="three results")
    first, again, other = (expect_tensor(part, shape=tuple(images.shape), dtype=images.dtype) for part in got)
    expect(not torch.equal(first, images), got="the images as they were given", expected="changed images")
    expect(torch.equal(first, again), got="different images for one seed", expected="the same images for one seed")
    expect(not torch.equal(first, other), got="the same images in two calls", expected="different ones")


@graded(hint="A torchvision transform that gets a batch changes all its images alike; call it per image.")
def test_the_images_of_a_batch_are_changed_independently(student):
    """Copies of one image in a batch come out different from each other."""
    different = len(augmented(student, sevens(32)).flatten(1).unique(dim=0))
    got = _("{count} different images from 32 copies of one").format(count=different)
    expect(different > 3, got=got, expected="nearly all of them different")


@graded(idle=True, hint="No flips, no large rotations, and keep the order: labels belong to places.")
def test_what_is_in_a_corner_stays_there(student):
    """A block of ink in one corner stays in its quarter of the image, and the image at its place in the batch."""
    corners = torch.tensor([0, 1, 2, 3, 3, 1, 0, 2, 1, 1, 2, 0, 3, 2, 3, 0])
    images = torch.zeros(len(corners), 1, 28, 28)
    for i, corner in enumerate(corners.tolist()):
        down, across = 4 + 12 * (corner // 2), 4 + 12 * (corner % 2)
        images[i, 0, down : down + 8, across : across + 8] = 1
    quarters = augmented(student, images).reshape(-1, 2, 14, 2, 14).sum((2, 4)).flatten(1)
    moved = (quarters.argmax(1) != corners).sum().item()
    got = _("the ink of {count} of 16 images lies elsewhere").format(count=moved)
    expect(moved <= 2, got=got, expected="none of them")


@graded(idle=True, hint="Shift by a few pixels and erase small patches only.")
def test_no_digit_is_lost(student):
    """No image loses most of its ink."""
    line = torch.arange(28) - 13.5
    disc = (line[:, None] ** 2 + line**2 < 64).float().repeat(64, 1, 1, 1)
    ink = augmented(student, disc).flatten(1).sum(1) / disc.flatten(1).sum(1)
    faded = (ink < 0.4).sum().item()
    got = _("{count} of 64 images lose more than 60 % of their ink").format(count=faded)
    expect(faded <= 1, got=got, expected="none of them")
