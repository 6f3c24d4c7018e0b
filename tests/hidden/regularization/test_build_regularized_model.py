"""build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5): 10 points.

How the network is built is free: fully connected or convolutional, any activation, any initialization, batch
normalization or not. What depends on weights is asked of a model whose weights were shaken first, so that an output
layer that starts at zero is no special case. Hidden layers of one unit show what is dropped: where the unit is dropped,
all images get the same logits.
"""

from __future__ import annotations

import statistics

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.testing import _, expect, expect_close, expect_form, expect_tensor, graded, probe
from tests.hidden.checks import expect_none, expect_outputs, share
from tests.hidden.regularization.calibration import BUILT_MODEL
from tests.hidden.strategies import hidden_sizes, images
from tests.hidden.training import some_digits, train_built_model

BLACK, WHITE = torch.zeros(1, 1, 28, 28), torch.ones(2, 1, 28, 28)


@probe("build_regularized_model({hidden_sizes}, {num_classes}) in eval mode, given {images}")
def logits(student, hidden_sizes, num_classes, images):
    return student.build_regularized_model(hidden_sizes, num_classes).eval()(images)


@probe("build_regularized_model() in eval mode, given {images}, and the numbers of parameters by default and as asked")
def defaults(student, images):
    asked = student.build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5)
    models = [student.build_regularized_model(), asked]
    numbers = [sum(parameter.numel() for parameter in model.parameters()) for model in models]
    return [models[0].eval()(images), *numbers]


@graded(points=0.5, hint="Flatten the images first, and let the output layer have num_classes units.")
@given(hidden=hidden_sizes | st.just([1]), num_classes=st.integers(2, 12) | st.just(1), images=images())
@example(hidden=(8,), num_classes=1, images=WHITE)
@example(hidden=(8,), num_classes=2, images=BLACK)
@example(hidden=(8,), num_classes=2, images=WHITE)
@settings(max_examples=10)  # models of full size are built each time
def test_it_gives_one_logit_per_class(student, hidden, num_classes, images):
    """For images (N, 1, 28, 28) the model gives float32 logits (N, num_classes), whatever the hidden sizes."""
    got = student(logits, hidden, num_classes, images)
    expect_tensor(got, shape=(len(images), num_classes), dtype=torch.float32, hint="")
    words = _("logits and two numbers")
    output, *numbers = expect_form(student(defaults, images), [object, int, int], expected=words)
    expect_tensor(output, shape=(len(images), 10), dtype=torch.float32, hint="num_classes is 10 unless it is given.")
    expect(min(numbers) > 0, got=numbers, expected=words)
    hint = "Keep the defaults: hidden_sizes=(256, 256) and num_classes=10."
    expect(numbers[0] == numbers[1], got=numbers[0], expected=numbers[1], hint=hint)


@probe("the numbers of parameters with hidden sizes {sizes}")
def numbers_of_parameters(student, sizes):
    models = [student.build_regularized_model(hidden) for hidden in sizes]
    return [sum(parameter.numel() for parameter in model.parameters()) for model in models]


@graded(points=0.5, hint="Each entry of hidden_sizes is the width of one hidden layer, with weights of its own.")
@given(sizes=st.lists(st.sampled_from([8, 16, 5, 1]), min_size=1, max_size=3), data=st.data())
@example(sizes=[130], data=0)
@example(sizes=[16, 16, 16, 16, 16], data=3)
@settings(max_examples=20)  # of five models each
def test_every_hidden_size_counts(student, sizes, data):
    """A larger number anywhere in hidden_sizes, or one number more, gives a model with more parameters."""
    where = data if isinstance(data, int) else data.draw(st.integers(0, len(sizes) - 1))
    larger = [3 * size if i == where else size for i, size in enumerate(sizes)]
    asked = [tuple(sizes), tuple(larger), *((*larger, *larger[-1:] * more) for more in (1, 2, 3))]
    got = student(numbers_of_parameters, asked)
    want = _("{count} numbers, each larger than the one before").format(count=5)
    numbers = expect_form(got, [int] * 5, expected=want)
    expect(sorted({0, *numbers}) == [0, *numbers], got=numbers, expected=want)


@probe()
def shaken(student, p, num_classes, hidden_sizes):
    model = student.build_regularized_model(hidden_sizes, num_classes, p)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model


@probe(
    "how the logits of build_regularized_model({hidden_sizes}, p={p}) in eval mode change with the pixels of {images}"
)
def slopes_at_the_pixels(student, hidden_sizes, p, images):
    model = shaken(student, p, 10, hidden_sizes).eval()
    images = images.clone().requires_grad_()
    columns = model(images * 1).unbind(1)
    slopes = [torch.autograd.grad(column.sum(), images, retain_graph=True)[0] for column in columns]
    return torch.stack(slopes, 1).flatten(2)


def narrow_at(width):
    """Draw hidden sizes of which one is `width` and the others are more."""
    return st.sampled_from([(32, width), (width, 32), (32, width, 16), (width,)])


@graded(points=0.5, hint="Hidden layers and output layer follow each other, each as wide as hidden_sizes says.")
@given(sizes=st.integers(1, 4).flatmap(narrow_at), p=st.sampled_from([0.5, 0.0, 0.8]))
@example(sizes=(32, 1), p=0.5)
@example(sizes=(2, 32), p=0.5)
@settings(max_examples=8)  # few cases
def test_every_hidden_layer_is_as_wide_as_asked(student, sizes, p):
    """The logits can vary with the pixels in no more independent ways than the narrowest hidden layer is wide."""
    slopes = expect_tensor(
        student(slopes_at_the_pixels, sizes, p, some_digits(8)), shape=(8, 10, 784), dtype=torch.float32
    )
    strengths = torch.linalg.svdvals(slopes.double())
    count = int((strengths > (1e-4 * strengths[:, :1]).clamp(min=1e-9)).sum(1).max())
    got = _("logits that vary in {count} independent ways").format(count=count)
    want = _("at most {width}, the width of the narrowest hidden layer").format(width=min(sizes))
    expect(count <= min(sizes), got=got, expected=want)


@probe("build_regularized_model({hidden_sizes}, p=0) in training mode, given {images}, twice")
def outputs_without_dropout(student, images, hidden_sizes):
    model = shaken(student, 0.0, 10, hidden_sizes).train()
    return [model(images.clone()), model(images.clone())]


@graded(points=0.5, hint="Use p for every dropout, and no other source of randomness.")
@example(images=some_digits(70), sizes=(32, 32))
@given(images=images(8).filter(lambda drawn: len(drawn) > 1), sizes=st.sampled_from([(32, 32), (1,), (64, 5, 8)]))
@settings(max_examples=10)  # few cases
def test_with_p_0_training_mode_is_not_random(student, images, sizes):
    """With p=0 nothing is dropped: two forward passes in training mode agree."""
    first, second = expect_outputs(student(outputs_without_dropout, images, sizes), 2, torch.empty(len(images), 10))
    expect_close(second, first, rtol=1e-3)


@probe(
    "{models} models build_regularized_model({hidden_sizes}, p={p}) in training mode, given {copies} copies of {images}"
)
def outputs_of_single_units(student, hidden_sizes, p, images, copies, models, recorded):
    copied = images.repeat_interleave(copies, 0)
    with torch.set_grad_enabled(recorded):
        return torch.stack([shaken(student, p, 10, hidden_sizes).train()(copied) for _ in range(models)])


@probe("build_regularized_model(p={p}) in training mode, given {images} {passes} times before and after {more} passes")
def early_and_late_outputs(student, images, p, passes, more):
    model = shaken(student, p, 10, (32, 32)).train()
    outputs = [model(images.clone()) for _ in range(passes)]
    for _pass in range(more):
        model(images[:2].clone())
    model.eval()(images.clone())
    model.train()
    outputs += [model(images.clone()) for _ in range(passes)]
    return torch.stack(outputs).unflatten(0, (2, passes))


@graded(points=0.5, hint="p is the probability of dropping a hidden value in training mode.", false_alarm=1e-6)
def test_a_larger_p_drops_more(student):
    """In training mode a hidden value is dropped with probability p, no less after many passes or after eval mode."""
    # In 32 models with one hidden unit: where it is dropped, two images get the same logits, which is so for the share
    # p of their copies, as long as one model's unit is active for one of them: with ReLU that is half of them, so that
    # none is once in 2^32 seeds. Twice the dropout gives 0.36 for p=0.2, and 0.9 at most gives no more for p=0.97: of
    # 512 copies that is 3.8 standard deviations from what is let pass. No gradients are recorded here: training mode is
    # not about them.
    for p, copies, near in ((0.97, 512, 0.02), (0.2, 256, 0.06)):
        got = student(outputs_of_single_units, (1,), p, some_digits(2), copies, 32, False)
        outputs = expect_tensor(got, shape=(32, 2 * copies, 10), dtype=torch.float32)
        shares = [share for model in outputs for each in shares_in_common(model) for share in each]
        right = any(abs(share - p) < near for share in shares)
        active = statistics.median([share for share in shares if share < 0.99] or [1.0])
        got = _("with p={p:g}, the only hidden unit is dropped for {share:.2f} of the images").format(p=p, share=active)
        expect(right, got=got, expected=_("about {p:g}").format(p=p))
    # For one p, 150 passes apart: 0.95 to 1.05 times in right models, so that half or twice of it is out of reach.
    outputs = student(early_and_late_outputs, some_digits(64), 0.5, 16, 150)
    times = growth(expect_tensor(outputs, shape=(2, 16, 64, 10), dtype=torch.float32))
    got = _("{times:.2f} times the standard deviation after 150 more passes and one in eval mode").format(times=times)
    hint = "No call changes p, and train() switches dropout on again: it stays as given."
    expect(0.5 < times < 2, got=got, expected="as much variation as before", hint=hint)


def shares_in_common(outputs):
    """Return how often each of the logits comes that both halves of `outputs` have, half by half."""
    gap = 1e-3 * (outputs.max(0).values - outputs.min(0).values).max().item() + 1e-5
    (first, of_first), (second, of_second) = (
        half.unique(dim=0, return_counts=True) for half in outputs.double().chunk(2)
    )
    near = torch.cdist(first, second, float("inf")) < gap
    return [_shares(first, of_first, near.any(1), gap), _shares(second, of_second, near.any(0), gap)]


def _shares(logits, counts, shared, gap):
    total, logits, counts = counts.sum(), logits[shared], counts[shared]
    shares = []
    while len(logits):
        alike = (logits - logits[0]).abs().amax(1) < gap
        shares.append((counts[alike].sum() / total).item())
        logits, counts = logits[~alike], counts[~alike]
    return shares or [0.0]


def growth(outputs):
    """Return how much stronger outputs vary in the second half than in the first."""
    weak, strong = outputs.double().std(1).mean((1, 2)).tolist()
    return strong / max(weak, 1e-12)


@graded(
    points=0.5,
    hint="Put a dropout after each hidden layer's activation: each draws a mask of its own.",
    false_alarm=1e-6,
)
def test_every_hidden_layer_drops(student):
    """In training mode the values of every hidden layer are dropped, narrow layers and the last one included."""
    # Three hidden layers of one unit, p=0.5: the logits depend on the image where all three are kept, so for 0.125 of
    # the copies at most, and for 0.25 when one layer drops nothing, or what another one drops, in those of the 48
    # models whose units are all active. In a right one 0.22 is 6.5 standard deviations away.
    got = student(outputs_of_single_units, (1, 1, 1), 0.5, some_digits(2), 512, 48, True)
    outputs = expect_tensor(got, shape=(48, 1024, 10), dtype=torch.float32)
    found = max(1 - sum(shares) for model in outputs for shares in shares_in_common(model))
    got = _("with p=0.5, an image comes through three hidden layers of one unit for {share:.3f} of its copies")
    expect(found < 0.22, got=got.format(share=found), expected=_("about {share:.3f}").format(share=0.125))


@probe("build_regularized_model((64,), p={p}) in eval mode and {passes} times in training mode, given {images}")
def outputs_in_both_modes(student, p, images, passes):
    model = shaken(student, p, 10, (64,))
    trained = torch.stack([model.train()(images.clone()) for _ in range(passes)]).mean(0)
    return [model.eval()(images.clone()), trained]


@graded(
    points=0.5,
    hint="Dropout multiplies what it keeps by 1/(1-p), as nn.Dropout does, so that the mean stays.",
    false_alarm=1e-6,
)
@given(p=st.sampled_from([0.8, 0.2]))
@settings(max_examples=4)  # few cases
def test_the_mean_in_training_mode_is_that_of_eval_mode(student, p):
    """On average over many masks, the logits in training mode are about as large as those in eval mode."""
    # With one hidden layer the slope of the one over the other is 1 in theory. In right models it is 0.84 to 1.02 on
    # average, also with dropout on the input or batch normalization, with a standard deviation of 0.05 at most; without
    # the factor 1/(1-p) it is 0.2 for p=0.8.
    got = student(outputs_in_both_modes, p, some_digits(64), 64)
    times = slope(*expect_form(got, [torch.empty(64, 10)] * 2, expected=_("outputs in both modes")))
    shown = _("with p={p:g}, mean logits that are {times:.2f} times those of eval mode").format(p=p, times=times)
    expect(0.5 < times < 2, got=shown, expected="about 1.00 times")


def slope(still, mean):
    """Return the slope of the logits `mean` over the logits `still`, both about their means over images and classes.

    What is added to all logits of an image, as log_softmax does, changes no probability.
    """
    still, mean = (part.double() - part.double().mean(1, keepdim=True) for part in (still, mean))
    still, mean = (part - part.mean(0) for part in (still, mean))
    return ((still * mean).sum() / still.square().sum().clamp(min=1e-12)).item()


@probe("build_regularized_model((32, 32)) in training mode, given {images} together, and one by one")
def outputs_of_copies(student, images):
    model = shaken(student, 0.5, 10, (32, 32)).train()
    together = model(images.clone())
    try:
        return [together, torch.cat([model(image[None].clone()) for image in images])]
    except ValueError:  # batch normalization trains on two images and more
        return [together, together]


@graded(
    points=0.5,
    hint="Drop hidden values, and draw a mask with an entry of its own for every image and unit.",
    false_alarm=1e-9,
)
def test_every_image_and_unit_is_dropped_on_its_own(student):
    """In training mode copies of one image get different logits, since each hidden value is dropped on its own."""
    # 64 copies with at least 8 active hidden units each have 2^8 masks and more: of these draws, fewer than 16 are
    # different once in 10^30 seeds. A mask for all images gives 1, one for whole images or for pixels alone gives 2.
    images = torch.zeros(64, 1, 28, 28)
    images[:, :, 14, 14] = 1
    got = expect_outputs(student(outputs_of_copies, images), 2, torch.empty(64, 10))
    texts = (
        _("{count} different logits for 64 copies of one image, given together"),
        _("{count} different logits for 64 copies of one image, given one by one"),
    )
    for output, text in zip(got, texts, strict=True):
        different = len(torch.unique((output * 1e4).round(), dim=0))
        expect(different >= 16, got=text.format(count=different), expected="hardly two that are alike")


@probe("build_regularized_model((32, 32), p={p}) in training mode, given {images}")
def train_outputs(student, images, p):
    return shaken(student, p, 10, (32, 32)).train()(images)


@graded(points=0.5, hint="The output layer is the last one: no dropout behind it.", false_alarm=1e-12)
def test_no_logit_is_dropped(student):
    """In training mode no logit is zeroed: dropout acts on hidden values only."""
    outputs = student(train_outputs, some_digits(64), 0.5)
    zeros = share(expect_tensor(outputs, shape=(64, 10), dtype=torch.float32) == 0)
    expect(zeros < 0.01, got=_("{share:.3f} of the logits are 0").format(share=zeros), expected="none")


@probe(
    "build_regularized_model() in eval mode, given {images} together, again, and one by one, when new and when trained"
)
def eval_outputs(student, images):
    model = shaken(student, 0.5, 10, (32, 32))
    whole = torch.nn.Sequential(model)  # as a part of another module
    outputs = []
    for times in (0, 1):
        for _pass in range(times):
            whole.train()(images.repeat(4, 1, 1, 1))
        whole.eval()
        single = torch.cat([model(image[None].clone()) for image in images])
        outputs += [model(images.clone()), model(images.clone()), single]
    return outputs


@graded(points=1, hint="Dropout and batch normalization must obey eval(): use nn.Dropout, or training=self.training.")
@given(images=images())
@settings(max_examples=10)  # nothing but the images varies
def test_in_eval_mode_each_image_has_its_own_fixed_logits(student, images):
    """In eval mode an image's logits are the same at every call and do not depend on the other images."""
    outputs = expect_outputs(student(eval_outputs, images), 6, torch.empty(len(images), 10))
    for first, again, single in (outputs[:3], outputs[3:]):
        expect_close(again, first, rtol=1e-3)
        expect_close(single, first, rtol=1e-3)


@probe(
    "build_regularized_model(num_classes=40) in eval mode, on two images and the one between, and with 10-fold weights"
)
def outputs_on_a_line(student, ends):
    model = shaken(student, 0.5, 40, (32, 32))
    for _pass in range(3):
        model.train()(ends.clone())
    line = torch.cat([ends, (ends[:1] + ends[1:]) / 2])
    outputs = model.eval()(line.clone())
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(10)
    return torch.cat([outputs, model(line)])


def line_of_outputs(student):
    """Return the outputs for two images, and the one halfway between them, and all three with 10 times the weights."""
    ends = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    return expect_tensor(student(outputs_on_a_line, ends), shape=(6, 40), dtype=torch.float32)


@graded(
    points=1,
    hint="End with the output layer: the loss, nn.CrossEntropyLoss, applies softmax itself.",
    false_alarm=1e-12,
)
def test_the_logits_may_be_negative(student):
    """The model gives raw logits, no probabilities: some are negative, and nothing bounds them."""
    # 120 logits of a fresh model, whose biases alone have random signs: false alarms are below 2^-40.
    got = line_of_outputs(student)
    expect(bool((got[:3] < 0).any()), got=got[:3], expected="some negative logits among 40 classes")
    expect(bool((got[3:].abs() > 2).any()), got=got[3:], expected="larger logits with 10 times the weights")


@graded(points=0.5, hint="Put an activation, such as nn.ReLU(), after each hidden layer.")
def test_it_is_more_than_a_linear_map(student):
    """The model is not linear: it has activations."""
    first, second, middle = line_of_outputs(student)[:3]
    bend = (middle - (first + second) / 2).abs().max() / (first - second).abs().max().clamp(min=1e-12)
    expect(bool(bend > 1e-4), got="linear: halfway between two images come their mean logits", expected="not linear")


@probe("two models of build_regularized_model({hidden})")
def two_models(student, hidden):
    given, images = list(hidden), torch.rand(16, 1, 28, 28)
    before = images.clone()
    working = student.build_regularized_model(given, p=0.5).train()
    varied = not torch.equal(working(images), working(images))
    with torch.no_grad():
        working(images)
    for p in (0.0, 0.5):
        student.build_regularized_model(given, p=p).eval()
    first = working(images)
    still = varied and all(torch.equal(working(images), first) for _pass in range(4))
    changed_images = not torch.equal(images, before)
    models = [student.build_regularized_model(given).eval() for _ in range(2)]
    first, second = ([parameter.detach() for parameter in model.parameters()] for model in models)
    pairs = [
        (torch.equal(a, b), a.numel() > 64 and bool((a != a.flatten()[0]).any()))
        for a, b in zip(first, second, strict=True)
    ]
    outputs = models[1](before.clone())
    steady = torch.equal(models[1](before.clone()), outputs)
    with torch.no_grad():
        for parameter in first:
            parameter.add_(1)
    models[0].train()(before.clone())
    models[0].eval()
    tied = steady and not torch.equal(models[1].eval()(before.clone()), outputs)
    changed_list = given != list(hidden)
    given.clear()
    try:
        follows = steady and not tied and not torch.equal(models[1](before.clone()), outputs)
    except Exception:
        follows = True
    seeded, drawn = [], []
    for seed in (1, 2, 1):
        torch.manual_seed(seed)
        seeded.append(student.build_regularized_model(list(hidden)).train())
        drawn.append([seeded[-1](before.clone()), torch.rand(())])
    masks = []
    for seed, model in ((3, seeded[0]), (4, seeded[2])):  # with the same weights
        torch.manual_seed(seed)
        masks.append(model(before.clone()))
    facts = {
        "a second model in eval mode stops the first one's dropout": still,
        "the same weights twice": all(same for same, _large in pairs) or any(same and large for same, large in pairs),
        "changing one model changes another": tied,
        "the given list was changed": changed_list,
        "changing the list afterwards changes the model": follows,
        "the given images were changed": changed_images,
        "torch's generator was seeded": torch.equal(drawn[0][1], drawn[1][1]),
        "the same seed of torch's generator gives other weights or masks": not all(
            torch.allclose(a, b, 1e-3, 1e-5) for a, b in zip(drawn[0], drawn[2], strict=True)
        ),
        "another seed of torch's generator gives the same masks": varied and torch.equal(*masks),
    }
    return [name for name, fact in facts.items() if fact]


@graded(points=0.5, hint="Build new layers at each call; do not call torch.manual_seed, and only read the arguments.")
def test_every_call_gives_a_new_model(student):
    """Each call returns a new model with new random weights, and touches no other model, argument or seed."""
    expect_none(student(two_models, [16, 8]), expected="a new model, and nothing else changed")


@graded(
    points=2.5,
    seconds=120,
    hint="Put dropout with p=0.5 after each hidden activation, and let it be off in eval mode.",
)
def test_it_overfits_less_than_the_plain_model(student, judged):
    """Trained with 30 % random labels, it has a smaller gap than the plain model, and no lower test accuracy."""
    judged(BUILT_MODEL, lambda seed: train_built_model(student, seed))
