"""compare(train_set, test_set, epochs, seed): 20 points.

What comes back is judged, and what the two networks are seen to do: every forward pass that is followed by a backward
pass is noted. Where there are not two networks to be seen, those tests only ask for numbers that cannot be made up.
Most sets are such that a right answer has a property that needs no reference: labels that mean nothing, the same set
given twice, or copies of one image.

Whoever trains nothing passes what asks for the form alone, and may well guess what looks like overfitting. Such tests
say `idle`; all others hold two sets of one size against each other that only a trained network tells apart.
"""

from __future__ import annotations

import functools
import itertools
import random

import numpy as np
import torch
from torch.nn import functional
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils.data import TensorDataset

from autograder.testing import N_, Text, _, expect, expect_form, graded, probe
from reference.models import plain_model
from tests.hidden.checks import expect_none
from tests.hidden.mnist_hands_on.calibration import COMPARISON, compare_with_noise
from tests.hidden.mnist_hands_on.curves import KEYS, PARTS, curves

EPOCHS = 3
IMAGES = 300
LESSON_EPOCHS = 15
EVEN_IMAGES = 640  # batches of 10, 16, 20, 32, 40, 64, 80, 128 or 160 leave no rest
NOT_TRAINED = N_("Does the optimizer hold the parameters of the network that is measured? Are the numbers counted?")
COPIES = 4096
MANY = 5003  # test images, a prime number


@functools.lru_cache(maxsize=32)
def noise(count, seed):
    """Return images of random dots, which are quick to learn by heart, and random labels."""
    generator = torch.Generator().manual_seed(seed)
    images = (torch.rand(count, 1, 28, 28, generator=generator) < 0.1).float()
    return images, torch.randint(0, 10, (count,), generator=generator)


def lesson(*counts):
    """Return sets of so many images of ten patterns, drawn anew: who has learned the first set knows the others.

    Each image lacks a fifth of its pattern's dots and has a few others.
    """
    patterns, names = torch.rand(10, 784) < 0.1, torch.randperm(10)
    sets = []
    for count in counts:
        which = torch.arange(count)[torch.randperm(count)] % 10
        dots = patterns[which] & (torch.rand(count, 784) < 0.8) | (torch.rand(count, 784) < 0.02)
        sets += [dots.float().reshape(count, 1, 28, 28), names[which]]
    return sets


def undecided(count, seed):
    """Return images that are there ten times each, once with each label: whatever is answered, one in ten is right."""
    images, _labels = noise(count // 10, seed)  # copies follow each other, so that it holds in a part of the set, too
    return images.repeat_interleave(10, 0), torch.arange(10).repeat(count // 10)


def is_float(value):
    """Say whether `value` is a float; np.float64 is one, and comes here as an array without dimensions."""
    numpy = isinstance(value, np.ndarray) and value.shape == () and value.dtype == np.float64
    return isinstance(value, float) or numpy


def expect_learned(got):
    """Raise `Mismatch` unless the baseline knows more of its train set than chance does: else nothing was measured."""
    values = got["baseline", "train_accuracy"]
    hint = (
        "The baseline does not learn its train set: does the optimizer hold its parameters, and is the step too small?"
    )
    expect(
        bool(values) and max(values) > 0.2, got=values, expected="a train accuracy that rises above chance", hint=hint
    )


def shown(key, part, epoch, value):
    """Return a text that names one value of the curves."""
    text = _("{value:.4f} in [{key!r}][{part!r}], epoch {epoch}")
    return Text(text.format(value=value, key=key, part=part, epoch=epoch + 1))


@probe("compare(train_set, test_set, epochs={epochs}), the train set with {images}, the test set with {test_images}")
def accuracies(student, images, labels, test_images, test_labels, epochs):
    return student.compare(TensorDataset(images, labels), TensorDataset(test_images, test_labels), epochs=epochs)


@probe(
    "compare(train_set, test_set, epochs={epochs}), the train set with {images}, the test set with copies of {image}, "
    "as many as it has labels: {test_labels}"
)
def accuracies_on_copies(student, images, labels, image, test_labels, epochs):
    return accuracies(student, images, labels, image.repeat(len(test_labels), 1, 1, 1), test_labels, epochs)


@probe("compare(train_set, test_set), the train set with {images}, the test set with {test_images}")
def default_accuracies(student, images, labels, test_images, test_labels):
    return student.compare(TensorDataset(images, labels), TensorDataset(test_images, test_labels))


@probe("compare(train_set, test_set, {epochs}, {seed}), the train set with {images}, the test set with {test_images}")
def accuracies_by_place(student, images, labels, test_images, test_labels, epochs, seed):
    return student.compare(TensorDataset(images, labels), TensorDataset(test_images, test_labels), epochs, seed)


@probe(
    "compare(train_set=..., test_set=..., epochs={epochs}), the train set with {images}, the other with {test_images}"
)
def accuracies_by_name(student, images, labels, test_images, test_labels, epochs):
    sets = {"train_set": TensorDataset(images, labels), "test_set": TensorDataset(test_images, test_labels)}
    return student.compare(epochs=epochs, **sets)


@graded(
    points=1.5,
    idle=True,
    seconds=60,
    hint="Measure once after each epoch, and append a float, a share between 0 and 1.",
)
def test_there_is_one_accuracy_per_epoch(student):
    """There are four lists, each with one float in [0, 1] for each epoch; epochs is 15 unless it is given."""
    small = (*noise(40, 0), *noise(30, 1))
    single = (*noise(65, 0), *noise(1, 1))  # one image is left for the last batch of 64, and one to test on
    for wanted, ask, *arguments in (
        (3, accuracies_by_name, *small, 3),
        (1, accuracies_by_place, *single, 1, 7),
        (0, accuracies, *small, 0),
        (15, default_accuracies, *small),
    ):
        got = student(ask, *arguments)
        curves(got, 0)
        exact = set(got) == set(KEYS) and all(set(got[key]) == set(PARTS) for key in KEYS)
        expect(exact, got=got, expected="the keys 'baseline' and 'regularized', and no others")
        for key in KEYS:
            for part in PARTS:
                values, place = got[key][part], f"[{key!r}][{part!r}]"
                want = _("{count} floats in {place}").format(count=wanted, place=place)
                floats = isinstance(values, list) and all(is_float(value) for value in values)
                expect(floats and len(values) == wanted, got=values, expected=Text(want))
                want = _("shares between 0 and 1 in {place}").format(place=place)
                expect(all(0 <= value <= 1 for value in values), got=values, expected=Text(want))


@graded(
    points=2,
    seconds=60,
    hint="Count what is right in all batches, then divide once by the size of the set: the last batch is smaller.",
)
def test_an_accuracy_is_a_share_of_the_whole_set(student):
    """Each accuracy is the number of images that are classified as labelled, divided by the size of the set."""
    # All test images are one and the same: a network is right in those that have the one label that it says. The train
    # set is the larger one first, and then the smaller one.
    labels = torch.multinomial(torch.rand(10) + 0.1, MANY, replacement=True)
    for count_trained, test_labels, epochs in ((307, labels[:101], 1), (1013, labels, 2)):
        sizes = {"train_accuracy": count_trained, "test_accuracy": len(test_labels)}
        got = curves(student(accuracies_on_copies, *noise(count_trained, 2), noise(1, 3)[0], test_labels, epochs))
        for (key, part), values in got.items():
            for epoch, value in enumerate(values):
                count = value * sizes[part]
                want = _("a multiple of 1/{size}, the size of the set").format(size=sizes[part])
                expect(abs(count - round(count)) < 2e-3, got=shown(key, part, epoch, value), expected=Text(want))
    numbers = {value for values in got.values() for value in values}
    expect(len(numbers) > 1, got=sorted(numbers), expected="accuracies that change while the networks are trained")
    counts = torch.bincount(labels, minlength=10).tolist()
    for epoch, value in enumerate(got["baseline", "test_accuracy"]):
        forms = value, value / 100, 1 - value  # percent and errors are counted as well
        known = any(abs(form * MANY - count) < 0.5 for count in counts for form in forms)
        want = _("the share of one label, as all test images are alike: one of {counts} of {size}")
        want = want.format(counts=counts, size=MANY)
        expect(known, got=shown("baseline", "test_accuracy", epoch, value), expected=Text(want))


@graded(
    points=2,
    seconds=60,
    hint="After each epoch call model.eval(), and measure on the whole of both sets by the same function.",
)
def test_a_set_given_twice_gets_one_accuracy(student):
    """Measured in eval mode after the epoch, a set has the same accuracy as train set and as test set."""
    # Two thirds of the images are quick to learn; the others are such as dropout mixes up.
    sets = [torch.cat(parts) for parts in zip(lesson(200), noise(100, 4), strict=True)]
    got = curves(student(accuracies, *sets, *sets, 5))
    for key in KEYS:
        train, test = (got[key, part] for part in PARTS)
        for epoch, (a, b) in enumerate(zip(train, test, strict=False)):
            same = abs(a - b) < 1.5 / 300  # one image may be on the edge, in batches of another size
            want = _("{value:.4f}, as the same images have as test set").format(value=b)
            expect(same, got=shown(key, "train_accuracy", epoch, a), expected=Text(want))
    # Where each image is there with all ten labels, one in ten is right, at all times and in both networks.
    sets = undecided(300, 4)
    level = curves(student(accuracies, *sets, *sets, 5))
    numbers = sorted(value for values in level.values() for value in values)
    alike = bool(numbers) and numbers[-1] - numbers[0] < 0.03
    want = _("one and the same number, as each image is there ten times, once with each label")
    expect(alike, got=numbers, expected=Text(want))
    for key in KEYS:
        last = got[key, "train_accuracy"][-1:]
        counted = bool(last) and abs(last[0] - numbers[0]) > 0.2
        text = _("about {value:.4f} in [{key!r}] whether a rule is to be learned or nothing at all")
        learned = _("numbers that show what the networks have learned")
        expect(counted, got=Text(text.format(value=numbers[0], key=key)), expected=Text(learned), hint=NOT_TRAINED)


@graded(
    points=1, idle=True, seconds=60, hint="Report each epoch's own accuracy, not the best one so far and no average."
)
def test_an_accuracy_is_that_of_its_epoch(student):
    """It is that after the epoch: where the test labels contradict the train labels, one of the two goes down."""
    images, labels = noise(300, 5)
    got = curves(student(accuracies, images, labels, images, (labels + 1) % 10, 12))
    for key in KEYS:
        train, test = (got[key, part] for part in PARTS)
        for epoch, (a, b) in enumerate(zip(train, test, strict=False)):
            want = _("at most {value:.4f}, as {train:.4f} of the images have their train label").format(
                value=1 - a, train=a
            )
            expect(a + b < 1 + 1.5 / 300, got=shown(key, "test_accuracy", epoch, b), expected=Text(want))
        got_one = _("the same number {value:.4f} in [{key!r}] after each of {epochs} epochs")
        same = Text(got_one.format(value=train[0], key=key, epochs=len(train)))
        expect(len(set(train)) > 1, got=same, expected="each epoch's own accuracy")
    # Whatever the recipe, the one epoch is enough for these images: solutions of all kinds get all of them right.
    got = curves(student(accuracies, *lesson(1000, 300), 1))
    for key in KEYS:
        for epoch, value in enumerate(got[key, "test_accuracy"][-1:]):
            want = _("more than 0.4, as an epoch is enough to learn these images")
            hint = "Nothing has been learned yet: measure after the epoch, not before it."
            expect(value > 0.4, got=shown(key, "test_accuracy", epoch, value), expected=Text(want), hint=hint)


@graded(
    points=2,
    seconds=60,
    hint="Train on train_set only, and use test_set only to count: no step, no choice depends on it.",
    false_alarm=1e-9,
)
def test_the_test_set_is_never_trained_on(student):
    """The test set decides nothing: where its labels are drawn at random, the test accuracy stays near 10 %."""
    # Whatever a network answers, random labels agree with it like 300 throws of a die with ten sides: 84 times and more
    # with a probability below 1e-16, and there are 20 accuracies.
    images, labels = noise(300, 6)
    order = torch.randperm(300)
    tests = *random_labels(300), images[order], labels[order]
    got = student(with_two_test_sets, images, labels, *tests, 10)
    first, second = map(curves, expect_form(got, [object, object], expected="the result of each call"))
    for key in KEYS:
        for epoch, value in enumerate(first[key, "test_accuracy"]):
            want = _("about 0.1, pure chance")
            expect(value < 0.28, got=shown(key, "test_accuracy", epoch, value), expected=Text(want))
    expect_learned(first)
    # The second test set has the train set's own images and labels, which the baseline knows by now.
    last = second["baseline", "test_accuracy"][-1:]
    want = _("more than 0.35, as the train set is given as test set, too")
    expect(bool(last) and last[0] > 0.35, got=last, expected=Text(want), hint=NOT_TRAINED)
    for key in KEYS:
        for epoch, (a, b) in enumerate(zip(*(part[key, "train_accuracy"] for part in (first, second)), strict=False)):
            want = _("{value:.4f}, as with another test set").format(value=a)
            expect(abs(a - b) < 1.5 / 300, got=shown(key, "train_accuracy", epoch, b), expected=Text(want))
    # A test accuracy that stands still, and then one of a smaller set that rises: whoever waits for it, or makes the
    # batches no larger than the test set, takes other steps.
    images, labels = noise(70, 15)
    tests = undecided(70, 16), (images[:20], labels[:20])
    seen = [expect_seen(student(watched, images, labels, *test, 12, False)) for test in tests]
    for networks in zip(*seen, strict=False) if all(len(networks) == 2 for networks in seen) else ():
        counts = [len(network["rows"]) for network in networks]
        got = _("{count} images trained on, and {other} with another test set").format(count=counts[0], other=counts[1])
        expect(counts[0] == counts[1], got=Text(got), expected="as many with another test set")
        for pair in itertools.zip_longest(*(network["steps"] for network in networks), fillvalue="none"):
            expect(pair[0] == pair[1], got=list(pair), expected="the same steps with another test set")


@probe(
    "compare(train_set, test_set, epochs={epochs}), and again after other images and labels were written into test_set;"
    " train set: {images}"
)
def with_two_test_sets(student, images, labels, first_images, first_labels, second_images, second_labels, epochs):
    results = []
    train_set = TensorDataset(images.clone(), labels.clone())
    test_set = TensorDataset(first_images.clone(), first_labels.clone())
    for tensors in ((first_images, first_labels), (second_images, second_labels)):
        torch.manual_seed(1)
        random.seed(1)
        np.random.seed(1)
        for kept, other in zip(train_set.tensors + test_set.tensors, (images, labels, *tensors), strict=True):
            kept.copy_(other)  # into the train set what it had, which is another test's matter
        results.append(student.compare(train_set, test_set, epochs=epochs))
    return results


def random_labels(count):
    """Return noise with labels that come from the grader's seed."""
    return noise(count, int(torch.randint(0, 2**31, ())))


@probe("compare(train_set, test_set, epochs={epochs}, seed=seed) for seed in {seeds}, each after other random numbers")
def repeated(student, images, labels, test_images, test_labels, epochs, seeds):
    results = []
    for count, seed in enumerate(seeds):
        torch.manual_seed(100 + count)
        random.seed(200 + count)
        np.random.seed(300 + count)
        given = (images, labels), (test_images, test_labels)
        sets = [TensorDataset(*(tensor.clone() for tensor in tensors)) for tensors in given]
        how = {} if seed is None else {"seed": seed}
        results.append(student.compare(*sets, epochs=epochs, **how))
    return results


def results(student, seeds):
    got = student(repeated, *noise(300, 7), *noise(290, 8), EPOCHS, seeds)
    return [
        curves(result) for result in expect_form(got, [object for _seed in seeds], expected="the result of each call")
    ]


def expect_equal(first, second, what):
    for (key, part), values in first.items():
        for epoch, (a, b) in enumerate(zip(values, second[key, part], strict=False)):
            want = what.format(value=a)
            expect(abs(a - b) < 1.5 / 290, got=shown(key, part, epoch, b), expected=Text(want))


@graded(
    points=1.5,
    idle=True,
    seconds=60,
    hint="Call torch.manual_seed(seed) before each network is made: its weights are drawn at random as well.",
)
def test_the_same_seed_gives_the_same_numbers(student):
    """The same seed gives the same numbers, whatever random numbers were drawn before; seed is 0 unless it is given."""
    first, _other, again, default = results(student, [0, 5, 0, None])
    expect_equal(first, again, _("{value:.4f}, as in the first call with seed=0"))
    expect_equal(first, default, _("{value:.4f}, as with seed=0"))


@probe("what compare(train_set, test_set, epochs={epochs}, seed=seed) gives for seed in {seeds}, train set: {images}")
def seen_under_seeds(student, images, labels, test_images, test_labels, epochs, seeds):
    """Return for each seed what came back and, for each network in training, its first weights and its images."""
    found = []
    for seed in seeds:
        networks, depth = [], [0]

        def has_images(inputs):
            first = inputs[0] if len(inputs) == 1 else None
            return isinstance(first, torch.Tensor) and first.ndim > 1 and first.numel() == 784 * len(first) > 0

        def told_apart(values):
            return (
                values.detach().double().cpu() @ torch.arange(1.0, values.shape[1] + 1).double().sqrt()
            ).nan_to_num()

        def enter(module, inputs, depth=depth, networks=networks):
            depth[0] += 1
            known = any(network["module"] is module for network in networks)
            if depth[0] == 1 and has_images(inputs) and not known:
                weights = [told_apart(p.reshape(1, -1)) for p in module.parameters() if p.ndim > 1]
                networks.append({"module": module, "weights": weights, "images": []})

        def leave(module, inputs, output, depth=depth, networks=networks):
            depth[0] -= 1
            if depth[0] == 0 and has_images(inputs) and torch.is_tensor(output) and output.requires_grad:
                mine = next(network for network in networks if network["module"] is module)
                mine["images"].append(told_apart(inputs[0].flatten(1)))

        hooks = [
            torch.nn.modules.module.register_module_forward_pre_hook(enter),
            torch.nn.modules.module.register_module_forward_hook(leave, always_call=True),
        ]
        train_set, test_set = TensorDataset(images, labels), TensorDataset(test_images, test_labels)
        try:
            result = student.compare(train_set, test_set, epochs=epochs, seed=seed)
        finally:
            for hook in hooks:
                hook.remove()
        seen = [network for network in networks if network["images"]]
        nothing = torch.zeros(1, dtype=torch.float64)
        parts = [[torch.cat([nothing, *n["weights"]]), torch.cat([nothing, *n["images"]])[1:]] for n in seen]
        found.append([result, parts])
    return found


SEEDS = [0, 1, 3, 42, 1000]  # torch takes 32 bits: 1000 * seed, say, tells no seeds apart that differ by 2**31


def expect_chance_follows_the_seed(seen):
    """Raise `Mismatch` where two seeds give the same first weights, or orders drawn at random that are the same.

    Args:
        seen: for each of SEEDS what `seen_under_seeds` saw of the networks; judged where these are two each time.
    """
    for place in range(2):
        for number, first in enumerate(seen):
            for other in range(number + 1, len(seen)):
                seeds = {"first": SEEDS[number], "second": SEEDS[other]}
                (weights, images), (others, again) = first[place], seen[other][place]
                same = weights.shape == others.shape and len(weights) > 1 and torch.equal(weights, others)
                got = _("the same weights at the start with seed={first} and seed={second}").format(**seeds)
                expect(not same, got=Text(got), expected="other weights for another seed")
                epochs = images.chunk(EPOCHS) if len(images) % EPOCHS == 0 else [images]
                drawn = len(epochs) > 1 and not torch.equal(epochs[0], epochs[1])  # anew in each epoch
                same = images.shape == again.shape and torch.equal(images, again)
                got = _("the same orders of the images with seed={first} and seed={second}").format(**seeds)
                expect(not (drawn and same), got=Text(got), expected="other orders for another seed")


@graded(points=1, idle=True, seconds=60, hint="Use the seed that is given.", false_alarm=1e-7)
def test_another_seed_gives_other_numbers(student):
    """Another seed gives other numbers, for each of the two networks, and other weights and orders at the start."""
    # Of 19,900 pairs of seeds, no two gave the reference the same six accuracies of either network: less than one pair
    # in 5,000 does (at 95 %), so five seeds all do less than once in 10^14. Other solutions may repeat themselves more.
    got = student(seen_under_seeds, *noise(300, 7), *noise(290, 8), EPOCHS, SEEDS)
    words = _("the result of each call")
    pairs = expect_form(got, [[object, [[object, object], ...]] for _seed in SEEDS], expected=words)
    found = [curves(result) for result, _seen in pairs]
    for key in KEYS:
        different = {tuple(curve for part in PARTS for curve in result[key, part]) for result in found}
        want = _("other numbers in [{key!r}] for another seed").format(key=key)
        got = _("the same numbers for the seeds {seeds}").format(seeds=", ".join(map(str, SEEDS)))
        expect(len(different) > 1, got=Text(got), expected=Text(want))
    if all(len(networks) == 2 for _result, networks in pairs):
        expect_chance_follows_the_seed([[_checked(*network) for network in networks] for _result, networks in pairs])


def _checked(*parts):
    """Return what a probe saw, finite float64 numbers in tensors of one dimension; raise `Mismatch` otherwise."""
    for part in parts:
        good = isinstance(part, torch.Tensor) and part.dtype == torch.float64 and part.ndim == 1 and len(part) < 1 << 20
        expect(good and bool(part.isfinite().all()), got=part, expected="what was seen of a network")
    return parts


@probe()
def chosen(module, passes, between):
    """Set a network's weights and say whether it has the layers 784-256-256-10, in whatever shape and order.

    The first layer's weights are 0 unless `passes`, the second layer's are `between` where that is a number.
    """
    generator = torch.Generator().manual_seed(0)
    values = {size: torch.randn(size, generator=generator) for size in (784 * 256, 256 * 256, 256 * 10, 256, 10)}
    square = values[256 * 256].reshape(256, 256)
    values[256 * 256] = 0.05 * (square + square.mT) if between is None else torch.full((256, 256), float(between))
    values[784 * 256] = values[784 * 256].reshape(256, 784) * (0.05 if passes else 0.0)
    values[256 * 10] = (0.1 * values[256 * 10]).reshape(10, 256)
    if between is not None:
        values[256], values[256 * 10], values[10] = torch.ones(256), torch.zeros(10, 256), torch.ones(10)
        values[256 * 10][0] = 1 / 256
    parameters = list(module.parameters())
    if sorted(p.numel() for p in parameters) != sorted([784 * 256, 256, 256 * 256, 256, 256 * 10, 10]):
        return False
    with torch.no_grad():
        for p in parameters:
            value = values[p.numel()]
            lies = value.ndim == 2 and p.shape != value.shape and p.shape == value.mT.shape
            p.copy_((value.mT if lies else value).reshape(p.shape))
    return True


@probe()
def dropouts(module, sample):
    """Return how strongly each hidden layer's mean varies in training mode, and the share of outputs that are 0.

    With the weights chosen, all that varies is dropout: 256 values of one size, of which it drops a part p, have a mean
    whose relative variance is p / (1 - p) / 256.
    """
    black = torch.zeros_like(sample[:1]).repeat(COPIES, *[1] * (sample.ndim - 1))
    found, zeros = [], 0.0
    for between in (0.0, 10 / 256):
        if not chosen(module, False, between):
            return []
        with torch.no_grad():
            outputs = module.train()(black).double()
        means = outputs[:, 0] - outputs[:, 1]
        found.append((256 * means.var() / means.mean() ** 2).nan_to_num(-1.0, 1e6).item())
        zeros = max(zeros, (outputs == 0).double().mean().item())
    return [(found[1] - found[0]) * (11 / 10) ** 2, found[0], zeros]


@probe()
def answers(module, sample):
    """Return a network's outputs in eval mode under chosen weights: for its own images, and whatever the image."""
    found = []
    for passes in (True, False):
        if not chosen(module, passes, None):
            return []
        with torch.no_grad():
            outputs, again = (module.eval()(sample[:8]).detach().cpu().float().clone() for _ in range(2))
        if not torch.equal(outputs, again):
            return []
        found.append(outputs)
    return found


@probe(
    "what the networks are trained on in compare(train_set, test_set, epochs={epochs}), the train set with {images}, "
    "the test set with {test_images}"
)
def watched(student, images, labels, test_images, test_labels, epochs, closely):
    """Return what is seen of each network that is trained: a module that is called with images, by no other module.

    Looking `closely`, each is taken apart afterwards.
    """
    networks, depth = [], [0]

    def of(module, create):
        found = [network for network in networks if network["module"] is module]
        if not found and create:
            all_of_it = [(p, p.detach().clone()) for p in module.parameters()]
            first = [(p, old) for p, old in all_of_it if p.ndim > 1 and p.numel() % 784 == 0][:1]
            found = [{"module": module, "all": all_of_it, "weights": first, "black": True, "plain": True}]
            found[0].update(rows=[], modes=[], steps=[], decays=[], pulls=[], values=set())
            networks.extend(found)
        return found[0] if found else None

    def has_images(inputs):
        first = inputs[0] if len(inputs) == 1 else None
        return isinstance(first, torch.Tensor) and first.ndim > 1 and first.numel() == 784 * len(first) > 0

    def enter(module, inputs):
        depth[0] += 1
        if depth[0] == 1 and has_images(inputs):
            of(module, True)

    def leave(module, inputs, output):
        depth[0] -= 1
        logits = isinstance(output, torch.Tensor) and output.ndim == 2 and output.shape[1] == 10
        if depth[0] == 0 and has_images(inputs) and logits and output.requires_grad:
            seen, said, mode, network = inputs[0].detach(), output.detach(), module.training, of(module, True)
            output.register_hook(lambda gradient: learn(network, seen, said, mode, gradient))

    def learn(network, seen, said, mode, gradient):
        network["sample"] = seen
        rows = seen.flatten(1).double().cpu() @ torch.arange(784.0).double().sqrt()
        network["rows"].append(rows.nan_to_num(0.0, 1e9, -1e9))  # who divides by a deviation of 0 has others
        network["modes"].append(mode)
        if len(network["values"]) < 9:
            network["values"].update(seen.flatten()[:100_000].double().mul(1e4).round().unique()[:9].tolist())
        network["black"] &= not bool(seen.any())
        targets = said.softmax(1) - len(seen) * gradient  # of cross-entropy: each row has a 1 at the label
        apart = targets - functional.one_hot(targets.argmax(1), 10)
        network["plain"] &= bool(apart.abs().max() < 1e-3)

    def step(optimizer, args, kwargs):
        for network in networks:
            own = {id(p) for p in network["module"].parameters()}
            groups = [g for g in optimizer.param_groups if any(id(p) in own for p in g["params"])]
            if groups:
                names = ("lr", "betas", "momentum", "alpha", "eps", "nesterov")
                recipes = {str({n: g[n] for n in names if n in g}) for g in groups}
                network["steps"].append(f"{type(optimizer).__name__.replace('AdamW', 'Adam')} {sorted(recipes)}")
                decays = [float(g.get("weight_decay", 0)) for g in groups for p in g["params"] if p.ndim > 1]
                network["decays"] += [min(decays, default=0.0), max(decays, default=0.0)]
                for weight, _before in network["weights"]:
                    if weight.grad is not None and bool(weight.grad.any()):
                        pair = weight.grad.flatten(), weight.detach().flatten()
                        network["pulls"].append(functional.cosine_similarity(*pair, 0).nan_to_num(0.0).item())

    def tried(look, module, sample):
        kept = [(p, p.detach().clone()) for p in module.parameters()]
        try:
            return look(module, sample)
        except Exception:  # a network that cannot be taken apart is not judged by its parts
            return []
        finally:
            with torch.no_grad():
                for p, before in kept:
                    p.copy_(before)

    def drops(network):
        with torch.no_grad():
            outputs = [network["module"].train()(network["sample"]) for _ in range(2)]
        return not torch.equal(*outputs)

    hooks = [
        torch.nn.modules.module.register_module_forward_pre_hook(enter),
        torch.nn.modules.module.register_module_forward_hook(leave, always_call=True),
        register_optimizer_step_pre_hook(step),
    ]
    try:
        student.compare(TensorDataset(images, labels), TensorDataset(test_images, test_labels), epochs=epochs)
    finally:
        for hook in hooks:
            hook.remove()
    seen = [network for network in networks if network["rows"]]
    return [
        {
            "rows": torch.cat(network["rows"]),
            "batches": [len(rows) for rows in network["rows"]],
            "training": all(network["modes"]),
            "drops": drops(network),
            "changed": any(not torch.equal(now, before) for now, before in network["weights"]),
            "moved": any(not torch.equal(now, before) for now, before in network["all"]),
            "black": network["black"],
            "plain": network["plain"],
            "values": len(network["values"]),
            "steps": network["steps"],
            "decays": [min(network["decays"]), max(network["decays"])] if network["decays"] else [],
            "pull": min(network["pulls"], default=1.0),
            "parameters": sum(p.numel() for p in network["module"].parameters()),
            "dropouts": tried(dropouts, network["module"], seen[0]["sample"]) if closely else [],
            "answers": tried(answers, network["module"], seen[0]["sample"]) if closely else [],
        }
        for network in seen
    ]


SEEN = {  # what `watched` returns of a network; empty lists stand for what cannot be seen of it
    "rows": object,
    "batches": [int, ...],
    **dict.fromkeys(("training", "drops", "changed", "moved", "black", "plain"), bool),
    "values": int,
    "steps": [str, ...],
    "decays": ([], [float, float]),
    "pull": float,
    "parameters": int,
    "dropouts": ([], [float, float, float]),
    "answers": ([], [object, object]),
}


def expect_seen(got):
    """Return `got` when it is what `watched` returns; raise `Mismatch` otherwise."""
    networks = expect_form(got, [SEEN, ...], expected="what was seen of the networks")
    for network in networks:
        batches = network["batches"]
        expect(min(batches, default=0) > 0, got=batches, expected="what was seen of a network")
        rows = torch.empty(min(sum(batches), 1 << 20), dtype=torch.float64)
        answers = [torch.empty(min(8, networks[0]["batches"][-1]), 10)] * len(network["answers"])
        expect_form([network["rows"], network["answers"]], [rows, answers], expected="what was seen of a network")
    return networks


def two_networks(student, images, labels, closely=False, epochs=EPOCHS):
    """Return what is seen of the two networks, or None where there are not two to be seen: then nothing else is judged.

    Raise `Mismatch` where fewer are seen and the numbers do not show that two were trained.
    """
    got = expect_seen(student(watched, images, labels, *noise(60, 9), epochs, closely))
    if len(got) == 2:
        return got
    if len(got) == 1:
        again = len(got[0]["rows"]) > epochs * len(images)  # one module that is given the weights of both in turn
        expect(again, got="one network that is trained", expected="two")
    if len(got) < 2:
        expect_trained(student)
    return None


def expect_trained(student):
    """Raise `Mismatch` unless the numbers are such as one has who trains two networks and counts."""
    got = curves(student(accuracies, *lesson(IMAGES, IMAGES), 5))
    level = curves(student(accuracies, *undecided(IMAGES, 13), *undecided(IMAGES, 14), 5))
    for key in KEYS:
        last = got[key, "test_accuracy"][-1:]
        place = f"[{key!r}]['test_accuracy']"
        want = _("more than 0.4 in {place}, as these images are quick to learn").format(place=place)
        expect(bool(last) and last[0] > 0.4, got=last, expected=Text(want), hint=NOT_TRAINED)
        want = _("0.1 in {place}, as each image is there ten times, once with each label").format(place=place)
        values = level[key, "test_accuracy"]
        expect(all(abs(value - 0.1) < 0.02 for value in values), got=values, expected=Text(want), hint=NOT_TRAINED)


def same_answers(first, second):
    """Say whether two networks' outputs give the same probabilities, also when they are log-probabilities."""
    return torch.allclose(first.log_softmax(1), second.log_softmax(1), rtol=1e-3, atol=1e-3)


def is_the_baseline(network):
    """Say whether a network, with weights chosen such that its images do not matter, answers as the baseline does."""
    given = answers(plain_model(), torch.zeros(1, 1, 28, 28))[1]
    return not network["answers"] or same_answers(network["answers"][1][:1], given)


@graded(
    points=1.5,
    seconds=60,
    hint="Give each network a shuffler of its own with the same seed: dropout draws from torch's generator as well.",
)
def test_both_networks_see_the_same_images_in_the_same_order(student):
    """The baseline and the regularized network are trained on the same images in the same order."""
    seen = two_networks(student, *noise(IMAGES, 10))
    if seen is None:
        return
    first, second = (network["rows"] for network in seen)
    counts = _("{first} and {second} images in all, one after the other").format(first=len(first), second=len(second))
    expect(len(first) == len(second), got=Text(counts), expected="as many for both networks")
    differ = (first - second).abs() > 1e-6
    where = int(differ.double().argmax()) + 1
    got = _("from image {number} of the training on, the two networks see different ones").format(number=where)
    expect(not bool(differ.any()), got=Text(got), expected="the same order for both")


@graded(
    points=1,
    seconds=60,
    hint="One epoch is one pass over train_set, epochs is how many there are, and both networks get as many.",
)
def test_an_epoch_is_one_pass_over_the_train_set(student):
    """In each epoch each network is trained once on each image of the train set, but for an incomplete last batch."""
    # The last set is known by heart after a few epochs, and all of them are to be trained.
    sets = (noise(IMAGES, 10), EPOCHS), (noise(EVEN_IMAGES, 10), 1), (lesson(IMAGES), LESSON_EPOCHS)
    for (given_images, given_labels), epochs in sets:
        size = len(given_images)
        for network in two_networks(student, given_images, given_labels, epochs=epochs) or ():
            images, counts = torch.unique((network["rows"] * 1e6).round(), return_counts=True)
            most, total, rest = int(counts.max()), int(counts.sum()), size % max(network["batches"])
            got = _("in {epochs} epochs, an image that is trained on {most} times").format(epochs=epochs, most=most)
            expect(most <= epochs, got=Text(got), expected=Text(_("at most {epochs} times").format(epochs=epochs)))
            got = _("{count} different images, of a set of {size}").format(count=len(images), size=size)
            hint = "Train on the images as they are: no noise, no shifts, no mixtures."
            expect(len(images) <= size, got=Text(got), expected=Text(_("at most {size}").format(size=size)), hint=hint)
            # one factor and one offset for all pixels leave two; another mean for each pixel, image or batch does not
            got = _("images of more than {count} different values").format(count=2)
            want = _("0 and 1, the values of the given images, or what one factor and offset makes of them")
            expect(network["values"] <= 2, got=Text(got), expected=Text(want), hint=hint)
            got = _("{total} images in {epochs} epochs, of a set of {size}").format(
                total=total, epochs=epochs, size=size
            )
            expect(total in (epochs * size, epochs * (size - rest)), got=Text(got), expected=Text(str(epochs * size)))
            once = all(len(epoch.unique()) == len(epoch) for epoch in network["rows"].split(total // epochs))
            expect(once, got="an image that comes twice in one epoch", expected="each image once")


@graded(
    points=1.5,
    seconds=60,
    hint="Put nn.Dropout into the regularized network only, and call model.train() at the start of every epoch.",
)
def test_dropout_is_at_work_in_one_network_in_every_epoch(student):
    """One network has dropout (p=0.5) after each hidden activation, at work in every step; the other has none."""
    seen = two_networks(student, *noise(IMAGES, 10), True)
    if seen is None:
        return
    dropping = [network for network in seen if network["drops"]]
    got = _("{count} of 2 networks with dropout").format(count=len(dropping))
    expect(len(dropping) == 1, got=Text(got), expected="one")
    always = dropping[0]["training"]
    expect(always, got="training steps in eval mode", expected="training mode at every step")
    # Of 4,096 draws: p within 0.01 of what it is, and 0.43 to 0.57 are let pass.
    known = dropping[0]["dropouts"] and is_the_baseline(dropping[0])
    *hidden, zeros = dropping[0]["dropouts"] if known else (1.0, 1.0, 0.0)
    got = _("{share:.0%} of the outputs are 0 in training mode").format(share=zeros)
    hint = "Dropout belongs between the layers, not behind the last one."
    expect(zeros < 0.02, got=Text(got), expected="none of them", hint=hint)
    for place, found in enumerate(hidden):
        got = _("p = {p:.2f} after hidden layer {place}").format(p=max(found, 0) / (1 + max(found, 0)), place=place + 1)
        hint = "Put nn.Dropout(0.5) after each of the two hidden activations."
        expect(0.75 < found < 1.33, got=Text(got), expected="p = 0.5 after each hidden activation", hint=hint)


@graded(
    points=1,
    seconds=60,
    hint="Give weight_decay to the optimizer of the regularized network only; AdamW has one unless you say 0.",
)
def test_l2_is_at_work_in_one_network(student):
    """One network is trained with L2 and the other without: on black images nothing else moves the first weights."""
    seen = two_networks(student, torch.zeros(IMAGES, 1, 28, 28), noise(IMAGES, 10)[1])
    if seen is None or not all(network["black"] for network in seen):
        return
    if not all(network["moved"] for network in seen):
        expect_trained(student)  # the weights are not in the modules
        return
    moving = [network for network in seen if network["changed"]]
    got = _("{count} of 2 networks whose first weights move").format(count=len(moving))
    expect(len(moving) == 1, got=Text(got), expected="one")
    decays, pull = moving[0]["decays"], moving[0]["pull"]
    if any(decays):
        right = all(0.5e-4 < decay < 2e-2 for decay in decays)
        hint = "Give the optimizer a weight_decay from 1e-4 to 1e-2, for all weights."
        expect(right, got=decays, expected="weight_decay from 0.0001 to 0.01, for all weights", hint=hint)
    hint = "L2 is the sum of squares: its gradient is in proportion to the weights, and not to their signs."
    expect(
        pull > 0.99,
        got="a penalty that does not pull the first weights in proportion to them",
        expected="L2",
        hint=hint,
    )


@graded(
    points=1.5,
    seconds=60,
    hint="Change nothing else between the two: layers, loss, optimizer, learning rate and batches are the same.",
)
def test_the_networks_differ_in_nothing_else(student):
    """Both networks have the layers of baseline_model(), and are trained with one loss and recipe, but for L2."""
    seen = two_networks(student, *noise(IMAGES, 10), True)
    if seen is None:
        return
    count = sum(parameter.numel() for parameter in plain_model().parameters())
    for network in seen:
        got = _("a network of {count} parameters").format(count=network["parameters"])
        want = _("the {count} parameters of baseline_model()").format(count=count)
        expect(network["parameters"] == count, got=Text(got), expected=Text(want))
        got = "other answers than those of baseline_model() with the same weights"
        expect(is_the_baseline(network), got=got, expected="in eval mode, the function of baseline_model()")
    found = [network["answers"][0] for network in seen if network["answers"]]
    alike = len(found) < 2 or same_answers(*found)
    expect(alike, got="other answers of the two with the same weights", expected="the same answers in eval mode")
    expect(seen[0]["plain"] == seen[1]["plain"], got="a loss of its own for each", expected="one loss for both")
    longer = two_networks(student, *noise(70, 10), epochs=LESSON_EPOCHS)  # what differs may do so later
    for networks in (seen, longer or ()):
        for first, second in zip(*(network["batches"] for network in networks), strict=False):
            got = _("batches of {first} and of {second} images").format(first=first, second=second)
            expect(first == second, got=Text(got), expected="the same batches")
        for pair in zip(*(network["steps"] for network in networks), strict=False):
            expect(pair[0] == pair[1], got=list(pair), expected="one optimizer and learning rate for both")


@probe("what compare(train_set, test_set, epochs=2) changes in its sets")
def what_changes(student, images, labels, test_images, test_labels):
    given = [images, labels, test_images, test_labels]
    sets = TensorDataset(images, labels), TensorDataset(test_images, test_labels)
    before = [tensor.clone() for tensor in given]
    student.compare(*sets, epochs=2)
    now = [tensor for data in sets for tensor in data.tensors]
    names = ["train images", "train labels", "test images", "test labels"]
    return [
        name
        for name, *tensors in zip(names, before, given, now, strict=True)
        if not all(torch.equal(tensors[0], tensor) for tensor in tensors)
    ]


@graded(points=0.5, idle=True, seconds=60, hint="Work on copies: sub_(), div_() and x[...] = write to the set.")
def test_the_sets_are_left_as_they_were(student):
    """The images and labels of both sets stay as they were."""
    (images, labels), (test_images, test_labels) = noise(70, 11), noise(60, 12)
    # not from 0 to 1, so that who brings them there is seen
    got = student(what_changes, 0.25 + images / 2, labels, 0.25 + test_images / 2, test_labels)
    expect_none(got, expected="[], the sets as they were")


@graded(
    points=2,
    idle=True,
    seconds=180,
    hint="Train both to the end; dropout with p=0.5 after each hidden activation, and the baseline without.",
)
def test_the_regularized_network_overfits_less(student, judged):
    """With 30 % random labels, the regularized network learns and has a clearly smaller gap than the baseline."""
    judged(COMPARISON, lambda seed: compare_with_noise(student, seed))
