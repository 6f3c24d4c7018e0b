"""compare(train_set, test_set, epochs, seed): 20 points.

What comes back is judged, and what the two networks are seen to do: every forward pass that is followed by a backward
pass is noted. Where there are not two networks to be seen, those tests say nothing. Most sets are made up so that a
right answer has a property that needs no reference: labels that mean nothing, or the same set given twice.
"""

from __future__ import annotations

import random

import numpy as np
import torch
from torch.utils.data import TensorDataset

from autograder.testing import Text, _, expect, graded, probe
from tests.hidden.checks import listed
from tests.hidden.mnist_hands_on.calibration import COMPARISON, compare_with_noise, number

KEYS = ("baseline", "regularized")
PARTS = ("train_accuracy", "test_accuracy")
EPOCHS = 3


def noise(count, seed):
    """Return images of random dots, which are quick to learn by heart, and random labels."""
    generator = torch.Generator().manual_seed(seed)
    images = (torch.rand(count, 1, 28, 28, generator=generator) < 0.1).float()
    return images, torch.randint(0, 10, (count,), generator=generator)


def is_float(value):
    """Say whether `value` is a float; np.float64 is one, and comes here as an array without dimensions."""
    numpy = isinstance(value, np.ndarray) and value.shape == () and value.dtype == np.float64
    return isinstance(value, float) or numpy


def curves(got):
    """Return the four lists of numbers by key and part; raise `Mismatch` when they cannot be read."""
    named = isinstance(got, dict) and all(isinstance(got.get(key), dict) for key in KEYS)
    expect(named, got=got, expected="a dict with the keys 'baseline' and 'regularized', each with a dict")
    found = {}
    for key in KEYS:
        for part in PARTS:
            values = got[key].get(part)
            if isinstance(values, (list, tuple)):
                values = [number(v) for v in values]
            numbers = isinstance(values, list) and all(isinstance(v, (int, float)) for v in values)
            shown = f"[{key!r}][{part!r}]"
            want = Text(_("a list of numbers in {place}").format(place=shown))
            expect(numbers, got=values, expected=want)
            found[key, part] = [float(value) for value in values]
    return found


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


@probe("compare(train_set, test_set), the train set with {images}, the test set with {test_images}")
def default_accuracies(student, images, labels, test_images, test_labels):
    return student.compare(TensorDataset(images, labels), TensorDataset(test_images, test_labels))


@graded(
    points=2, idle=True, seconds=60, hint="Measure once after each epoch, and append a float, a share between 0 and 1."
)
def test_there_is_one_accuracy_per_epoch(student):
    """There are four lists, each with one float in [0, 1] for each epoch; epochs is 15 unless it is given."""
    sets = (*noise(40, 0), *noise(30, 1))
    for epochs in (3, 1, 0, None):
        got = student(accuracies, *sets, epochs) if epochs is not None else student(default_accuracies, *sets)
        curves(got)
        exact = set(got) == set(KEYS) and all(set(got[key]) == set(PARTS) for key in KEYS)
        expect(exact, got=got, expected="the keys 'baseline' and 'regularized', and no others")
        wanted = 15 if epochs is None else epochs
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
    sizes = {"train_accuracy": 1013, "test_accuracy": 1019}
    got = curves(student(accuracies, *noise(1013, 2), *noise(1019, 3), 2))
    for (key, part), values in got.items():
        for epoch, value in enumerate(values):
            count = value * sizes[part]
            want = _("a multiple of 1/{size}, the size of the set").format(size=sizes[part])
            expect(abs(count - round(count)) < 2e-3, got=shown(key, part, epoch, value), expected=Text(want))
    numbers = {value for values in got.values() for value in values}
    expect(len(numbers) > 1, got=sorted(numbers), expected="accuracies that change while the networks are trained")


@graded(
    points=2,
    seconds=60,
    hint="After each epoch call model.eval(), and measure on the whole of both sets by the same function.",
)
def test_a_set_given_twice_gets_one_accuracy(student):
    """Measured in eval mode after the epoch, a set has the same accuracy as train set and as test set."""
    sets = noise(300, 4)
    got = curves(student(accuracies, *sets, *sets, 4))
    for key in KEYS:
        train, test = (got[key, part] for part in PARTS)
        for epoch, (a, b) in enumerate(zip(train, test, strict=False)):
            same = abs(a - b) < 1.5 / 300  # one image may be on the edge, in batches of another size
            want = _("{value:.4f}, as the same images have as test set").format(value=b)
            expect(same, got=shown(key, "train_accuracy", epoch, a), expected=Text(want))
    expect_learned(got)


@graded(
    points=1, idle=True, seconds=60, hint="Report each epoch's own accuracy, not the best one so far and no average."
)
def test_an_accuracy_is_that_of_its_epoch(student):
    """When the test set is the train set with other labels, an image is right in one of the two sets at most."""
    images, labels = noise(300, 5)
    got = curves(student(accuracies, images, labels, images, (labels + 1) % 10, 12))
    for key in KEYS:
        train, test = (got[key, part] for part in PARTS)
        for epoch, (a, b) in enumerate(zip(train, test, strict=False)):
            want = _("at most {value:.4f}, as {train:.4f} of the images have their train label").format(
                value=1 - a, train=a
            )
            expect(a + b < 1 + 1.5 / 300, got=shown(key, "test_accuracy", epoch, b), expected=Text(want))


@graded(
    points=2,
    seconds=60,
    hint="Train on train_set only, and use test_set only to count: no step, no choice depends on it.",
    false_alarm=1e-9,
)
def test_the_test_set_is_never_trained_on(student):
    """Where the test labels are drawn at random, the test accuracy stays near 10 %."""
    # Whatever a network answers, random labels agree with it like 300 throws of a die with ten sides: 84 times and more
    # with a probability below 1e-16, and there are 24 accuracies.
    got = curves(student(accuracies, *noise(300, 6), *random_labels(300), 12))
    for key in KEYS:
        for epoch, value in enumerate(got[key, "test_accuracy"]):
            want = _("about 0.1, pure chance")
            expect(value < 0.28, got=shown(key, "test_accuracy", epoch, value), expected=Text(want))
    expect_learned(got)


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
    expect(isinstance(got, list) and len(got) == len(seeds), got=got, expected="the result of each call")
    return [curves(result) for result in got]


def expect_equal(first, second, what):
    for (key, part), values in first.items():
        for epoch, (a, b) in enumerate(zip(values, second[key, part], strict=False)):
            want = what.format(value=a)
            expect(abs(a - b) < 1.5 / 290, got=shown(key, part, epoch, b), expected=Text(want))


@graded(
    points=2,
    idle=True,
    seconds=60,
    hint="Call torch.manual_seed(seed) before each network is made: its weights are drawn at random as well.",
)
def test_the_same_seed_gives_the_same_numbers(student):
    """The same seed gives the same numbers, whatever random numbers were drawn before; seed is 0 unless it is given."""
    first, _other, again, default = results(student, [0, 5, 0, None])
    expect_equal(first, again, _("{value:.4f}, as in the first call with seed=0"))
    expect_equal(first, default, _("{value:.4f}, as with seed=0"))


@graded(points=1, seconds=60, hint="Use the seed that is given.", false_alarm=1e-7)
def test_another_seed_gives_other_numbers(student):
    """Another seed gives other numbers, for each of the two networks."""
    # Of 19,900 pairs of seeds, no two gave the reference the same six accuracies of either network: less than one pair
    # in 5,000 does (at 95 %), so four seeds all do less than once in 10^11. Other solutions may repeat themselves more.
    found = results(student, [0, 1, 2, 12345])
    for key in KEYS:
        different = {tuple(curve for part in PARTS for curve in result[key, part]) for result in found}
        want = _("other numbers in [{key!r}] for another seed").format(key=key)
        got = _("the same numbers for the seeds 0, 1, 2 and 12345")
        expect(len(different) > 1, got=Text(got), expected=Text(want))


@probe("what the networks are trained on in compare(train_set, test_set, epochs={epochs}), train set: {images}")
def watched(student, images, labels, test_images, test_labels, epochs):
    """Return what is seen of each network that is trained: a module that is called with images, by no other module."""
    networks, depth = [], [0]

    def of(module, create):
        found = [network for network in networks if network["module"] is module]
        if not found and create:
            weights = [(p, p.detach().clone()) for p in module.parameters() if p.ndim > 1][:1]
            found = [{"module": module, "weights": weights, "rows": [], "modes": [], "black": True}]
            networks.extend(found)
        return found[0] if found else None

    def has_images(inputs):
        first = inputs[0] if len(inputs) == 1 else None
        return isinstance(first, torch.Tensor) and first.ndim > 1 and first[0].numel() == 784

    def enter(module, inputs):
        depth[0] += 1
        if depth[0] == 1 and has_images(inputs):
            of(module, True)

    def leave(module, inputs, output):
        depth[0] -= 1
        logits = isinstance(output, torch.Tensor) and output.ndim == 2 and output.shape[1] == 10
        if depth[0] == 0 and has_images(inputs) and logits and output.requires_grad:
            seen, mode, network = inputs[0].detach(), module.training, of(module, True)
            output.register_hook(lambda gradient: learn(network, seen, mode))

    def learn(network, seen, mode):
        network["sample"] = seen
        network["rows"].append(seen.flatten(1).double().cpu() @ torch.arange(784.0).double().sqrt())
        network["modes"].append(mode)
        network["black"] &= not bool(seen.any())

    def drops(network):
        with torch.no_grad():
            outputs = [network["module"].train()(network["sample"]) for _ in range(2)]
        return not torch.equal(*outputs)

    hooks = [
        torch.nn.modules.module.register_module_forward_pre_hook(enter),
        torch.nn.modules.module.register_module_forward_hook(leave, always_call=True),
    ]
    try:
        student.compare(TensorDataset(images, labels), TensorDataset(test_images, test_labels), epochs=epochs)
    finally:
        for hook in hooks:
            hook.remove()
    return [
        {
            "rows": torch.cat(network["rows"]),
            "training": all(network["modes"]),
            "drops": drops(network),
            "changed": any(not torch.equal(now, before) for now, before in network["weights"]),
            "black": network["black"],
        }
        for network in networks
        if network["rows"]
    ]


def two_networks(student, images, labels):
    """Return what is seen of the two networks, or None where there are not two to be seen: then nothing is judged."""
    got = student(watched, images, labels, *noise(60, 9), EPOCHS)
    if not isinstance(got, list) or len(got) != 2:
        return None
    flags = ("training", "drops", "changed", "black")
    for seen in got:
        whole = isinstance(seen, dict) and all(type(seen.get(flag)) is bool for flag in flags)
        rows = seen.get("rows") if isinstance(seen, dict) else None
        numbers = isinstance(rows, torch.Tensor) and rows.ndim == 1 and rows.dtype == torch.float64 and len(rows) > 0
        expect(whole and numbers, got=seen, expected="what was seen of a network")
    return got


@graded(
    points=2,
    idle=True,
    seconds=60,
    hint="Give each network a shuffler of its own with the same seed: dropout draws from torch's generator as well.",
)
def test_both_networks_see_the_same_images_in_the_same_order(student):
    """The baseline and the regularized network are trained on the same images in the same order."""
    seen = two_networks(student, *noise(300, 10))
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
    idle=True,
    seconds=60,
    hint="One epoch is one pass over train_set, epochs is how many there are, and both networks get as many.",
)
def test_an_epoch_is_one_pass_over_the_train_set(student):
    """In each epoch each network is trained once on each image of the train set, but for an incomplete last batch."""
    for network in two_networks(student, *noise(300, 10)) or ():
        _images, counts = torch.unique((network["rows"] * 1e6).round(), return_counts=True)
        most, total = int(counts.max()), int(counts.sum())
        got = _("in {epochs} epochs, an image that is trained on {most} times").format(epochs=EPOCHS, most=most)
        expect(most <= EPOCHS, got=Text(got), expected=Text(_("at most {epochs} times").format(epochs=EPOCHS)))
        got = _("{total} images in {epochs} epochs, of a set of 300").format(total=total, epochs=EPOCHS)
        # a last batch may be left out, and it may be nearly half of such a small set
        expect(total > 0.5 * 300 * EPOCHS, got=Text(got), expected=Text(str(300 * EPOCHS)))


@graded(
    points=1,
    idle=True,
    seconds=60,
    hint="Put nn.Dropout into the regularized network only, and call model.train() at the start of every epoch.",
)
def test_dropout_is_at_work_in_one_network_in_every_epoch(student):
    """One network has dropout and the other none, and the one that has it is in training mode at every step."""
    seen = two_networks(student, *noise(300, 10))
    if seen is None:
        return
    dropping = [network for network in seen if network["drops"]]
    got = _("{count} of 2 networks with dropout").format(count=len(dropping))
    expect(len(dropping) == 1, got=Text(got), expected="one")
    always = dropping[0]["training"]
    expect(always, got="training steps in eval mode", expected="training mode at every step")


@graded(
    points=1,
    idle=True,
    seconds=60,
    hint="Give weight_decay to the optimizer of the regularized network only; AdamW has one unless you say 0.",
)
def test_l2_is_at_work_in_one_network(student):
    """One network is trained with L2 and the other without: on black images nothing else moves the first weights."""
    seen = two_networks(student, torch.zeros(300, 1, 28, 28), noise(300, 10)[1])
    if seen is None or not all(network["black"] for network in seen):
        return
    count = sum(network["changed"] for network in seen)
    got = _("{count} of 2 networks whose first weights move").format(count=count)
    expect(count == 1, got=Text(got), expected="one")


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
    got = student(what_changes, *noise(70, 11), *noise(60, 12))
    names = isinstance(got, list) and all(isinstance(name, str) for name in got)
    expect(names and not got, got=listed(got) if names else got, expected="[], the sets as they were")


@graded(
    points=2.5,
    seconds=180,
    hint="Train both to the end; dropout with p=0.5 after each hidden activation, and the baseline without.",
)
def test_the_regularized_network_overfits_less(student, judged):
    """With 30 % random labels, the regularized network learns and has a clearly smaller gap than the baseline."""
    judged(COMPARISON, lambda seed: compare_with_noise(student, seed))
