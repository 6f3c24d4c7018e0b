"""augment(images): 10 points.

Which gentle transformations it uses is free, so the tests ask what every one of them has in common. False alarms are
stated with each statistical test; all together reject a correct submission less than once in 10^5 seeds.
"""

from __future__ import annotations

import torch
from hypothesis import given, settings

from autograder.testing import _, expect, expect_form, expect_tensor, graded, probe
from tests.hidden import pose
from tests.hidden.augmentation.calibration import AUGMENTED_TRAINING
from tests.hidden.checks import share
from tests.hidden.strategies import images
from tests.hidden.training import some_digits, train_with_augmentation

CALLS, COPIES = 32, 8
MANY = 695  # no multiple of a size in which one might work through a batch
ROW = 50


def augmented(student, images, hint=None):
    """Return what `augment` makes of `images` when it has their shape and dtype; raise `Mismatch` otherwise."""
    return expect_tensor(student.augment(images), shape=tuple(images.shape), dtype=images.dtype, hint=hint)


@probe("augment(images) after torch.manual_seed(5), four times, and after (6), and the second call after (5), twice")
def under_seeds(student, images):
    results = []
    plain, without_gradients = (5, 1, True), (5, 1, False)
    for seed, calls, gradients in (plain, without_gradients, plain, plain, (6, 1, True), (5, 2, True), (5, 2, True)):
        torch.manual_seed(seed)
        with torch.set_grad_enabled(gradients):
            for _call in range(calls):
                result = student.augment(images.clone())
        results.append(result)
    return results


@probe("augment(images) after torch.manual_seed(7), twice, with calls for other images between")
def under_one_seed(student, images):
    results = []
    for count in (3, 40):
        student.augment(torch.zeros(count, 1, 28, 28))
        torch.manual_seed(7)
        results.append(student.augment(images.clone()))
    return results


@graded(
    points=0.5,
    hint="Draw from torch's generator (torch.rand, torch.randint, transforms.v2), and never seed it.",
    false_alarm=1e-9,
)
def test_torchs_seed_decides_what_comes_out(student):
    """The same torch.manual_seed gives the same images, another seed other ones."""
    # This test stands first, so that its first call is the first of all, which may draw what is kept from then on.
    images = some_digits(16)
    results = expect_form(student(under_seeds, images), [images] * 7, expected="seven results")
    first, *again, other, second, later = results
    same = all(torch.equal(first, output) for output in again) and torch.equal(second, later)
    expect(same, got="different images", expected="the same images for the same seed")
    expect(not torch.equal(first, other), got="the same images", expected="different images for different seeds")
    for digits in (some_digits(1), some_digits(200), some_digits(16).double()):
        pair = expect_form(student(under_one_seed, digits), [digits, digits], expected="two results")
        expect(torch.equal(*pair), got="different images", expected="the same images for the same seed")


@graded(
    points=1, idle=True, hint="Clamp what you return to [0, 1], and keep all four dimensions, also for a single image."
)
@given(images=images())
@settings(max_examples=20)  # slow where every image is transformed by itself
def test_shape_dtype_and_value_range_stay(student, images):
    """The result has the images' shape and dtype and values in [0, 1], whatever the images hold."""
    for given_images in (images, torch.zeros_like(images), torch.ones_like(images)):
        got = augmented(student, given_images, hint="")
        expect(bool((got >= -1e-4).all() and (got <= 1 + 1e-4).all()), got=got, expected="values from 0 to 1")


@graded(
    points=0.5,
    idle=True,
    hint="Create what you draw with the images' own dtype: dtype=images.dtype, or torch.rand_like.",
    false_alarm=1e-7,
)
def test_float64_images_stay_float64(student):
    """Images in float64 are augmented as well, and stay float64."""
    images = some_digits(32).double()
    got = augmented(student, images, hint="")
    expect(bool((got >= -1e-4).all() and (got <= 1 + 1e-4).all()), got=got, expected="values from 0 to 1")
    # If each is left as it was with probability 0.6, all 32 are with probability 8e-8.
    changed = bool(((got - images).abs() > 1e-6).any())
    expect(changed, got="the images as they were given", expected="changed images", hint="")


@probe("the given images and an earlier result after augment(images)")
def images_afterwards(student, images):
    given_images = images.clone()
    earlier = student.augment(images.flip(0))
    copy = earlier.clone()
    results = [student.augment(part) for part in (images, images[:1]) for _again in range(6)]
    own = images.untyped_storage().data_ptr()
    return [given_images, images, copy, earlier, sum(own == result.untyped_storage().data_ptr() for result in results)]


@graded(points=0.5, idle=True, hint="Work on a copy: images.clone(), and no methods that end with an underscore.")
def test_given_images_and_earlier_results_stay_as_they_were(student):
    """A call changes neither the images that it gets nor what an earlier call returned: its result is a new tensor."""
    digits = some_digits(32)
    for given_images in (digits, digits.double()):
        got = student(images_afterwards, given_images)
        *tensors, same = expect_form(got, [given_images] * 4 + [int], expected="images before and after")
        given, earlier = (share(before != after) for before, after in (tensors[:2], tensors[2:]))
        text = _("{share:.3f} of the given pixels changed").format(share=given)
        expect(given == 0, got=text, expected="none changed")
        text = _("{share:.3f} of the pixels that were returned earlier changed").format(share=earlier)
        hint = "Return a new tensor at every call, not one that is kept and written again."
        expect(earlier == 0, got=text, expected="none changed", hint=hint)
        hint = "Return a copy also when nothing is changed: images.clone()."
        expect(same == 0, got="the given tensor, or a view of it", expected="a new tensor", hint=hint)


def repeated(student):
    """Return what `augment` makes of copies of one image: float64 (CALLS, COPIES, pixels)."""
    copies = some_digits(1).repeat(COPIES, 1, 1, 1)
    return torch.stack([augmented(student, copies).flatten(1).double() for _ in range(CALLS)])


@graded(points=0.5, hint="Return the changed images, not those that were given.", false_alarm=1e-13)
def test_images_are_changed(student):
    """Images come out changed, though not necessarily every one, also where one among them is black."""
    # If each is left as it was with probability 0.6, all 64 are with probability 6e-15.
    images = some_digits(64)
    beside_a_black_one = images.clone()
    beside_a_black_one[7] = 0
    for given_images in (images, beside_a_black_one):
        changed = augmented(student, given_images) - given_images
        expect(bool((changed.abs() > 1e-6).any()), got="the images as they were given", expected="changed images")


@probe("augment(images) twice, one call after the other")
def two_calls(student, images):
    return [student.augment(images.clone()) for _call in range(2)]


@graded(
    points=0.5,
    hint="Draw new random numbers at each call, for every image of the batch, and do not set a seed.",
    false_alarm=1e-6,
)
def test_every_call_changes_the_images_anew(student):
    """An image comes out differently from call to call, wherever in the batch it stands, and also when it is alone."""
    # An image that is left as it was with probability 0.6 stays so in all 32 calls with probability 8e-8, at 9 places.
    batches = repeated(student)
    single = torch.stack([augmented(student, some_digits(1)).flatten(1).double() for _ in range(CALLS)])
    for outputs, text in (
        (batches, _("the image at place {place} in a batch of {size} comes out the same in {calls} calls")),
        (single, _("an image by itself comes out the same in {calls} calls")),
    ):
        still = (outputs - outputs[0]).abs().amax((0, 2)) < 1e-6
        place = still.nonzero().flatten().tolist()
        got = text.format(place=place[0], size=COPIES, calls=CALLS) if place else ""
        expect(not place, got=got, expected="an image that changes from call to call")
    # Every request is answered under a seed of its own; here two calls follow each other under one.
    digits = some_digits(32)
    pair = expect_form(student(two_calls, digits), [digits, digits], expected="two results")
    hint = "Let each call go on with torch's generator: no seed, no fork_rng, no draws that are kept."
    expect(not torch.equal(*pair), got="the same images twice", expected="other images in the second call", hint=hint)


@graded(
    points=1.5,
    hint="A torchvision transform that gets a batch changes all its images alike; call it per image.",
    false_alarm=1e-6,
)
def test_the_images_of_a_batch_are_changed_independently(student):
    """Copies of one image in a batch come out differently, each with random numbers of its own."""
    # Analysis of variance: if images are independent, means of batches vary as single images do, divided by their
    # number. If all pixels move together the ratio is F with 31 and 224 degrees of freedom, which lies outside of 0.1
    # to 3.5 with probability 3e-7; else it varies less.
    outputs = repeated(student)
    within = outputs.var(1).mean(0).sum().item()
    expect(within > 1e-6, got="all copies come out alike", expected="copies that come out differently")
    ratio = _common_to_a_batch(outputs)
    expect(
        0.1 < ratio < 3.5,
        got=_("what is common to a batch varies {ratio:.2g} times as strongly as chance lets it").format(ratio=ratio),
        expected="about 1 times",
        hint="The draws of a batch depend on each other, or are the same in every call." if ratio < 0.1 else "",
    )
    # The same for how far each is from the original: what is drawn once for a batch may be the kind of change alone.
    far = (outputs - some_digits(1).flatten().double()).norm(dim=-1)
    ratio = _common_to_a_batch(far)
    got = _("how strongly images are changed varies {ratio:.2g} times as much from batch to batch as chance lets it")
    hint = "Draw for each image which transformation it gets, not once for the batch."
    expect(ratio < 5, got=got.format(ratio=ratio), expected="about 1 times", hint=hint)
    # And for where each lies, how much ink it has and how it leans, which may be drawn once for a batch while the rest
    # is not. By ranks (Kruskal and Wallis): four of 31 degrees of freedom are above 3.5 once in 10^9.
    for feature in _features(outputs.flatten(0, 1)):
        ranks = _ranks(feature).reshape(CALLS, COPIES)
        ratio = COPIES * ranks.mean(1).var().item()
        got = _("what is common to a batch varies {ratio:.2g} times as strongly as chance lets it").format(ratio=ratio)
        hint = "Draw for each image how it is moved, turned and scaled, not once for the batch."
        expect(ratio < 3.5, got=got, expected="about 1 times", hint=hint)
    # Nor is a hole that is cut, or what is drawn, at the same place in all images of a batch: of white and of black
    # ones the middle changes by that alone. Where one in eight and more is changed there, the ratio of right ones is
    # that of F with 11 and 84 degrees of freedom at most: above 7 once in 10^7.
    base = torch.cat([torch.ones(COPIES, 1, 28, 28), torch.zeros(COPIES, 1, 28, 28)])
    middles = torch.stack([augmented(student, base)[:, 0, 7:21, 7:21].flatten(1).double() for _call in range(12)])
    for part, given_value in zip(middles.split(COPIES, 1), (1.0, 0.0), strict=True):
        changed = share((part - given_value).abs().amax(2) > 0.05)
        ratio = _common_to_a_batch(part)
        got = _("what is common to a batch varies {ratio:.2g} times as strongly as chance lets it").format(ratio=ratio)
        hint = "Draw for each image where a patch is erased, not once for the batch."
        expect(changed < 0.12 or ratio < 7, got=got, expected="about 1 times", hint=hint)
    # Two images of a batch do not share a range between them: of 100 pairs, ranks of four features that do not hang
    # together correlate by 0.55 once in 10^8.
    got = student(in_batches, some_digits(1).repeat(200, 1, 1, 1), 2)
    two = expect_tensor(got, shape=(200, 1, 28, 28), dtype=torch.float32)
    for feature in _features(two):
        found = (_ranks(feature[::2]) * _ranks(feature[1::2])).mean().item()
        got = _("the two images of a batch change alike or oppositely: {found:.2f}").format(found=found)
        expect(abs(found) < 0.55, got=got, expected=_("a correlation of about 0"))
    # In a batch of 695 copies, images a fixed distance apart may be alike now and then, but not 9 in 10 of them: with a
    # chance of 0.6 for two images, that is 1e-9 at the largest distance, 500, and far less at all others.
    many = augmented(student, some_digits(1).repeat(MANY, 1, 1, 1)).flatten(1)
    for apart in range(1, MANY - 99):
        alike = share((many[apart:] - many[:-apart]).abs().amax(1) < 1e-6) if _may_repeat(many, apart) else 0.0
        text = _("in a batch of {size} copies, images {apart} places apart are alike: {alike:.0%} of them")
        got = text.format(size=MANY, apart=apart, alike=alike)
        expect(alike < 0.9, got=got, expected="few or none")
    # Nor are neighbours alike more or less often than those far apart: 0.35 are ten standard deviations of the
    # difference.
    far_apart = share((many[300:] - many[:-300]).abs().amax(1) < 1e-6)
    for apart in range(1, 9):
        alike = share((many[apart:] - many[:-apart]).abs().amax(1) < 1e-6)
        text = _("of {size} copies, {alike:.0%} of those {apart} places apart are alike, of others {other:.0%}")
        got = text.format(size=MANY, apart=apart, alike=alike, other=far_apart)
        expect(abs(alike - far_apart) < 0.35, got=got, expected="as few as of others")
    # Nor are 50 in a row alike: with a chance of 0.6 for two neighbours, that is 645 times 8e-12.
    differ = ((many[1:] - many[:-1]).abs().amax(1) > 1e-6).double()
    rows = differ.unfold(0, ROW, 1).sum(1) == 0
    place = int(rows.double().argmax())
    text = _("in a batch of {size} copies, {row} images from place {place} on are alike")
    got = text.format(size=MANY, row=ROW, place=place)
    hint = "Draw for every image, however many there are."
    expect(not bool(rows.any()), got=got, expected="images that come out differently, wherever they stand", hint=hint)

    expect_partners_are_strangers(many)


def _common_to_a_batch(outputs):
    """Return how strongly the means of batches vary, over what chance lets them; `outputs` is (calls, COPIES, ...)."""
    return COPIES * outputs.mean(1).var(0).sum().item() / max(outputs.var(1).mean(0).sum().item(), 1e-12)


def expect_partners_are_strangers(many):
    """Raise `Mismatch` where what becomes of an image hangs together with what becomes of another, by their places.

    That is how draws that are used twice show, with the opposite sign or in another order.
    """
    # Of n pairs, the rank correlation of independent images has the standard deviation n ** -0.5, whatever they are.
    # Eight of these are asked of some 4,000: once in 10^11 seeds.
    features = torch.stack([_ranks(feature) for feature in _features(many)])
    size = features.shape[1]
    for apart in range(1, size - 99):
        found = (features[:, apart:] * features[:, :-apart]).mean(1).abs().max().item()
        got = _("in a batch of {size} copies, images {apart} places apart change alike or oppositely: {found:.2f}")
        got = got.format(size=size, apart=apart, found=found)
        expect(found < 8 / (size - apart) ** 0.5, got=got, expected=_("a correlation of about 0"))
    half = size // 2
    found = (features[:, :half] * features.flip(1)[:, :half]).mean(1).abs().max().item()
    got = _("the first and the last image of a batch, and so on, change alike or oppositely: {found:.2f}")
    expect(found < 8 / half**0.5, got=got.format(found=found), expected=_("a correlation of about 0"))


def _features(images):
    """Return some numbers of each image that tell how it was changed: ink, place, and in which direction it leans."""
    line = torch.linspace(-1, 1, 28)
    pixels = images.reshape(-1, 28, 28).double()
    ink = pixels.sum((1, 2)) + 1e-9
    down, across = (pixels.sum(dim) @ line.double() / ink for dim in (2, 1))
    leaning = torch.einsum("nij,i,j->n", pixels, line.double(), line.double()) / ink - down * across
    return ink, down, across, leaning


def _ranks(values):
    """Return the ranks, equal values sharing theirs, with mean 0 and variance 1, or zeros where all are equal."""
    _distinct, which, counts = torch.unique((values * 1e6).round(), return_inverse=True, return_counts=True)
    ranks = (counts.cumsum(0) - (counts - 1) / 2)[which]
    return (ranks - ranks.mean()) / ranks.std().clamp(min=1e-9)


def _may_repeat(images, apart):
    """Say quickly whether many images come again `apart` places further, by a few of them."""
    return share((images[apart : apart + 20] - images[:20]).abs().amax(1) < 1e-6) > 0.5


@graded(
    points=1,
    idle=True,
    hint="No flips, rotations up to about 30 degrees, shifts by a few pixels, gentle noise.",
    false_alarm=1e-6,
)
def test_the_shape_stays_recognisable(student):
    """Images are not mirrored, not turned by more than about 30 degrees, and not moved by more than a few pixels."""
    # Of 640 images at most 15 may be recognised wrongly, and 3 of them as turned. Of 4,000 images of each of eight
    # gentle transformations (turns by 30 degrees, shear, elastic, noise, perspective) 1 was at most, 1 of all 32,000 as
    # turned: more than 3 of 640 has probability 7e-9. Angles of a normal distribution, 15 degrees wide, turn 8 of 640
    # too far.
    images = pose.shape().repeat(640, 1, 1, 1)
    found = pose.poses(augmented(student, images))
    for text, value, most in (
        (_("{share:.3f} of the images look mirrored"), share(found.mirrored), 0.025),
        (_("{share:.3f} of the images look turned by 40 degrees or more"), share(found.angle.abs() >= 40), 0.005),
        (_("{share:.3f} of the images look moved by more than 6 pixels"), share(found.moved > 6), 0.025),
    ):
        expect(value < most, got=text.format(share=value), expected="none of them")
    # An image that comes alone keeps its shape like those in a batch of two: in right ones the two are 0.9 to 1.1 times
    # as rough on average; one whose rows are moved each by itself is at least twice as rough.
    alone, pairs = (
        _roughness(expect_tensor(student(in_batches, images[:128], size), shape=(128, 1, 28, 28), dtype=images.dtype))
        for size in (1, 2)
    )
    times = max(one / max(other, 1e-9) for one, other in zip(alone, pairs, strict=True))
    got = _("an image by itself comes out {times:.2f} times as rough as in a batch of two").format(times=times)
    hint = "A batch of one image is a batch: keep all four dimensions."
    expect(times < 1.5, got=got, expected="about 1 times", hint=hint)


@probe("augment({images}) in batches of {size}")
def in_batches(student, images, size):
    return torch.cat([student.augment(part.clone()) for part in images.split(size)])


def _roughness(images):
    """Return how much neighbouring rows of images differ on average, and neighbouring columns."""
    return [images.double().diff(dim=dim).abs().mean().item() for dim in (2, 3)]


@graded(
    points=0.5,
    idle=True,
    hint="Shift by a few pixels, scale by a few percent and erase small patches only.",
    false_alarm=1e-6,
)
def test_no_digit_is_lost(student):
    """No digit vanishes, none loses most of its ink, and none is blown up: scales stay near 1, erased patches small."""
    # 2 of 200 are forgiven, such as a thin 1 behind an erased patch. A disc of radius 8 lost a third of its ink at most
    # in 2,000 images of each gentle transformation; patches of a third of the image take more than 0.6 from 1 in 16.
    for ink in (1.0, 0.48):  # faint digits are images as well
        images = ink * some_digits(200)
        contrast = augmented(student, images).flatten(1).std(1) / images.flatten(1).std(1)
        empty = share(contrast < 0.25)
        got = _("{share:.3f} of the images have next to no contrast").format(share=empty)
        expect(empty <= 0.01, got=got, expected="none of them")
    line = torch.arange(28) - 13.5
    disc = (line[:, None] ** 2 + line**2 < 64).float()
    ink = augmented(student, disc.repeat(256, 1, 1, 1)).flatten(1).sum(1) / disc.sum()
    faded = share(ink < 0.4)
    got = _("{share:.3f} of the images lose more than 0.6 of their ink").format(share=faded)
    expect(faded <= 0.01, got=got, expected="none of them")
    # A disc of 1.3 times the radius has 1.7 times the ink, strong noise adds 0.5 to that.
    blown = share(ink > 2.5)
    got = _("{share:.3f} of the images have more than 2.5 times the ink").format(share=blown)
    expect(blown <= 0.01, got=got, expected="none of them")


@graded(
    points=0.5,
    idle=True,
    hint="Return the images in the order in which they came: labels belong to places.",
    false_alarm=1e-9,
)
def test_every_image_stays_at_its_place(student):
    """The result for an image stands where the image stood in the batch."""
    # A block of ink in one of four corners: a gentle change leaves it in its quarter of the image.
    corners = torch.tensor([0, 1, 2, 3, 3, 1, 0, 2, 1, 1, 2, 0, 3, 2, 3, 0]).repeat(8)
    images = torch.zeros(len(corners), 1, 28, 28)
    for i, corner in enumerate(corners.tolist()):
        down, across = 4 + 12 * (corner // 2), 4 + 12 * (corner % 2)
        images[i, 0, down : down + 8, across : across + 8] = 1
    got = augmented(student, images)
    quarters = got.reshape(-1, 2, 14, 2, 14).sum((2, 4)).flatten(1)
    moved = share(quarters.argmax(1) != corners)
    text = _("{share:.2f} of the images have the ink of another one").format(share=moved)
    expect(moved < 0.1, got=text, expected="none of them")


@graded(
    points=0.5,
    idle=True,
    hint="Change each image by itself: no mixing of images, and gentle noise only.",
    false_alarm=1e-9,
)
def test_a_black_image_stays_nearly_black(student):
    """A black image stays nearly black, also in a batch with white ones: noise is gentle, and images do not mix."""
    # Means over 64 images of 784 pixels: with noise of 0.3 on every pixel their standard deviation is 0.001.
    black = torch.zeros(128, 1, 28, 28)
    white = black.clone()
    white[1::2] = 1
    dark, among_white = (augmented(student, images)[::2] for images in (black, white))
    alone, among = dark.mean().item(), among_white.mean().item()
    expect(alone < 0.2, got=_("black images with a mean of {mean:.2f}").format(mean=alone), expected="less than 0.2")
    text = _("black images have a mean of {alone:.3f} by themselves and of {among:.3f} among white ones")
    got = text.format(alone=alone, among=among)
    expect(abs(among - alone) < 0.01, got=got, expected="the same mean")
    brightest = among_white.mean((1, 2, 3)).max().item()
    got = _("a black image has a mean of {mean:.2f} among white ones").format(mean=brightest)
    expect(brightest < 0.5, got=got, expected="less than 0.5")
    # What a grey image becomes depends on itself: shifts by up to 5 pixels let its mean vary by 0.002.
    grey = torch.full((128, 1, 28, 28), 0.3)
    bright = grey.clone()
    bright[1::2] = 1
    alone, among = (augmented(student, images)[::2].mean().item() for images in (grey, bright))
    text = _("grey images have a mean of {alone:.3f} by themselves and of {among:.3f} among white ones")
    hint = "Work on each image by itself: no maximum, mean or sum over the batch."
    expect(abs(among - alone) < 0.03, got=text.format(alone=alone, among=among), expected="the same mean", hint=hint)


@graded(points=2.5, seconds=120, hint="Noise alone is not enough: shift, turn or scale the digits a little.")
def test_training_with_it_raises_the_test_accuracy(student, judged):
    """Trained with 30 % random labels, the plain model has a higher test accuracy with augmentation than without."""
    judged(AUGMENTED_TRAINING, lambda seed: train_with_augmentation(student, seed))
