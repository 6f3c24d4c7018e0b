"""build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5): 10 points.

How the network is built is free: fully connected or convolutional, any activation, any initialization, batch
normalization or not. What depends on weights is asked of a model whose weights were shaken first, so that an output
layer that starts at zero is no special case.
"""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import _, expect, expect_close, expect_tensor, graded, probe
from tests.hidden.checks import listed, share
from tests.hidden.regularization.calibration import BUILT_MODEL
from tests.hidden.strategies import hidden_sizes, images
from tests.hidden.training import some_digits, train_built_model

SEEDS = st.integers(0, 99)


@probe("build_regularized_model({hidden_sizes}, {num_classes}) in eval mode, given {images}")
def logits(student, hidden_sizes, num_classes, images):
    return student.build_regularized_model(hidden_sizes, num_classes).eval()(images)


@probe("build_regularized_model() in eval mode, given {images}, and the numbers of parameters by default and as asked")
def defaults(student, images):
    models = [student.build_regularized_model(), student.build_regularized_model((256, 256), 10)]
    numbers = [sum(parameter.numel() for parameter in model.parameters()) for model in models]
    return [models[0].eval()(images), *numbers]


@graded(points=1, hint="Flatten the images first, and let the output layer have num_classes units.")
@given(hidden=hidden_sizes, num_classes=st.integers(2, 12), images=images())
def test_it_gives_one_logit_per_class(student, hidden, num_classes, images):
    """For images (N, 1, 28, 28) the model gives float32 logits (N, num_classes), whatever the hidden sizes."""
    got = student(logits, hidden, num_classes, images)
    expect_tensor(got, shape=(len(images), num_classes), dtype=torch.float32, hint="")
    got = student(defaults, images)
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="logits and two numbers")
    expect_tensor(got[0], shape=(len(images), 10), dtype=torch.float32, hint="num_classes is 10 unless it is given.")
    hint = "Keep the defaults: hidden_sizes=(256, 256) and num_classes=10."
    expect(got[1] == got[2], got=got[1], expected=got[2], hint=hint)


@probe("the numbers of parameters with hidden sizes {sizes}")
def numbers_of_parameters(student, sizes):
    models = [student.build_regularized_model(hidden) for hidden in sizes]
    return [sum(parameter.numel() for parameter in model.parameters()) for model in models]


def expect_increasing(got, count):
    numbers = isinstance(got, list) and len(got) == count and all(type(number) is int for number in got)
    want = _("{count} numbers, each larger than the one before").format(count=count)
    expect(numbers and sorted(set(got)) == got, got=got, expected=want)


@graded(points=0.5, hint="Each entry of hidden_sizes is the width of one hidden layer, with weights of its own.")
@given(sizes=st.lists(st.sampled_from([8, 16, 5]), min_size=1, max_size=3), data=st.data())
def test_every_hidden_size_counts(student, sizes, data):
    """A larger number anywhere in hidden_sizes, or one number more, gives a model with more parameters."""
    where = data.draw(st.integers(0, len(sizes) - 1))
    larger = [2 * size if i == where else size for i, size in enumerate(sizes)]
    expect_increasing(student(numbers_of_parameters, [tuple(sizes), tuple(larger)]), 2)
    expect_increasing(student(numbers_of_parameters, [(8,) * count for count in (1, 2, 3, 4)]), 4)


@probe("build_regularized_model((32, {last}), p={p}) in eval mode, given {images}")
def outputs_of_a_narrow_model(student, last, p, images):
    model = student.build_regularized_model((32, last), 10, p)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model.eval()(images)


@graded(points=0.5, hint="The output layer follows the last hidden layer, which is as wide as hidden_sizes says.")
@given(last=st.integers(1, 4), p=st.sampled_from([0.5, 0.0, 0.8]))
@settings(max_examples=8)  # few cases
def test_the_last_hidden_layer_is_as_wide_as_asked(student, last, p):
    """All that the logits can say is what the last hidden layer holds, as many numbers as its width."""
    images = some_digits(64)
    logits = student(outputs_of_a_narrow_model, last, p, images)
    logits = expect_tensor(logits, shape=(64, 10), dtype=torch.float32).double()
    strengths = torch.linalg.svdvals(logits - logits.mean(0))
    rounding = 1e-6 * logits.norm()  # where layer normalization leaves nothing else that varies
    rank = int((strengths > torch.maximum(1e-4 * strengths[0], rounding)).sum())
    got = _("logits that vary in {count} independent ways").format(count=rank)
    want = _("at most {width}, the width of the last hidden layer").format(width=last)
    expect(rank <= last, got=got, expected=want)


@probe()
def shaken(student, p, num_classes, hidden_sizes):
    model = student.build_regularized_model(hidden_sizes, num_classes, p)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model


@probe("build_regularized_model(p=0) in training mode, given {images}, twice")
def outputs_without_dropout(student, images):
    model = shaken(student, 0.0, 10, (32, 32)).train()
    return [model(images), model(images)]


@graded(points=0.5, hint="Use p for every dropout, and no other source of randomness.")
@given(images=images(8).filter(lambda drawn: len(drawn) > 1))
@settings(max_examples=10)  # nothing but the images varies
def test_with_p_0_training_mode_is_not_random(student, images):
    """With p=0 nothing is dropped: two forward passes in training mode agree."""
    got = student(outputs_without_dropout, images)
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="two outputs")
    first, second = (expect_tensor(output, shape=(len(images), 10), dtype=torch.float32) for output in got)
    expect_close(second, first, rtol=1e-3)


@probe("build_regularized_model({hidden_sizes}, p=p) in training mode for p in {ps}, given {images}, {passes} times")
def train_outputs(student, hidden_sizes, images, ps, passes):
    seed = torch.initial_seed()
    outputs = []
    for p in ps:
        torch.manual_seed(seed)  # the same weights for every p
        model = shaken(student, p, 10, hidden_sizes).train()
        outputs.append(torch.stack([model(images) for _ in range(passes)]))
    return torch.stack(outputs)


@probe("build_regularized_model(p={p}) in training mode, given {images} {passes} times before and after {more} passes")
def early_and_late_outputs(student, images, p, passes, more):
    model = shaken(student, p, 10, (32, 32)).train()
    outputs = [model(images) for _ in range(passes)]
    for _pass in range(more):
        model(images)
    outputs += [model(images) for _ in range(passes)]
    return torch.stack(outputs).unflatten(0, (2, passes))


@graded(points=0.5, hint="p is the probability of dropping a hidden value in training mode.", false_alarm=1e-6)
def test_a_larger_p_drops_more(student):
    """In training mode the outputs are random, the more so the larger p is, and after many passes as much as before."""
    # The standard deviation over 16 passes grows 10-fold in most right models, 1.5-fold and more where batch
    # normalization follows the dropout and scales the noise down again, and not at all where p is unused.
    outputs = student(train_outputs, (32, 32), some_digits(64), [0.1, 0.8], 16)
    outputs = expect_tensor(outputs, shape=(2, 16, 64, 10), dtype=torch.float32)
    times = growth(outputs)
    got = _("{times:.2f} times the standard deviation of p=0.1 with p=0.8").format(times=times)
    expect(times > 1.25, got=got, expected="clearly more variation with p=0.8")
    # The same for one p, 150 passes apart: 0.95 to 1.05 times in right models, so that half of it is out of reach.
    outputs = student(early_and_late_outputs, some_digits(64), 0.5, 16, 150)
    times = growth(expect_tensor(outputs, shape=(2, 16, 64, 10), dtype=torch.float32))
    got = _("{times:.2f} times the standard deviation after 150 more passes").format(times=times)
    expect(times > 0.5, got=got, expected="as much variation as before", hint="No call changes p: it stays as given.")


def growth(outputs):
    """Return how much stronger outputs vary for the second p than for the first."""
    weak, strong = outputs.double().std(1).mean((1, 2)).tolist()
    return strong / max(weak, 1e-12)


@probe("build_regularized_model((64,), p={p}) in eval mode and {passes} times in training mode, given {images}")
def outputs_in_both_modes(student, p, images, passes):
    model = shaken(student, p, 10, (64,))
    trained = torch.stack([model.train()(images) for _ in range(passes)]).mean(0)
    return [model.eval()(images), trained]


@graded(
    points=0.5,
    hint="Dropout multiplies what it keeps by 1/(1-p), as nn.Dropout does, so that the mean stays.",
    false_alarm=1e-6,
)
@given(p=st.sampled_from([0.8, 0.2]))
@settings(max_examples=4)  # few cases
def test_the_mean_in_training_mode_is_that_of_eval_mode(student, p):
    """On average over many masks, the logits in training mode are about as large as those in eval mode."""
    # With one hidden layer the slope of the one over the other is 1 in theory. In right models it was 0.9 to 1.1, also
    # with dropout on the input or batch normalization; without the factor 1/(1-p) it is 0.2 for p=0.8.
    got = student(outputs_in_both_modes, p, some_digits(64), 256)
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="outputs in both modes")
    times = slope(*(expect_tensor(output, shape=(64, 10), dtype=torch.float32) for output in got))
    shown = _("with p={p:g}, mean logits that are {times:.2f} times those of eval mode").format(p=p, times=times)
    expect(0.5 < times < 2, got=shown, expected="about 1.00 times")


def slope(still, mean):
    """Return the slope of the logits `mean` over the logits `still`, both about their means over the images."""
    still, mean = (part.double() - part.double().mean(0) for part in (still, mean))
    return ((still * mean).sum() / still.square().sum().clamp(min=1e-12)).item()


@probe("build_regularized_model((32,)) in training mode, given {images} together, and one by one")
def outputs_of_copies(student, images):
    model = shaken(student, 0.5, 10, (32,)).train()
    together = model(images)
    try:
        return [together, torch.cat([model(image[None]) for image in images])]
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
    got = student(outputs_of_copies, images)
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="two outputs")
    texts = (
        _("{count} different logits for 64 copies of one image, given together"),
        _("{count} different logits for 64 copies of one image, given one by one"),
    )
    for output, text in zip(got, texts, strict=True):
        output = expect_tensor(output, shape=(64, 10), dtype=torch.float32)
        different = len(torch.unique((output * 1e4).round(), dim=0))
        expect(different >= 16, got=text.format(count=different), expected="hardly two that are alike")


@graded(points=0.5, hint="The output layer is the last one: no dropout behind it.", false_alarm=1e-12)
def test_no_logit_is_dropped(student):
    """In training mode no logit is zeroed: dropout acts on hidden values only."""
    outputs = student(train_outputs, (32, 32), some_digits(64), [0.5], 1)
    zeros = share(expect_tensor(outputs, shape=(1, 1, 64, 10), dtype=torch.float32) == 0)
    expect(zeros < 0.05, got=_("{share:.3f} of the logits are 0").format(share=zeros), expected="none")


@probe("build_regularized_model() in eval mode, given {images} together, again, and one by one")
def eval_outputs(student, images):
    model = shaken(student, 0.5, 10, (32, 32))
    model.train()(images.repeat(4, 1, 1, 1))
    torch.nn.Sequential(model).eval()  # as a part of another module
    return [model(images), model(images), torch.cat([model(image[None]) for image in images])]


@graded(points=1, hint="Dropout and batch normalization must obey eval(): use nn.Dropout, or training=self.training.")
@given(images=images())
@settings(max_examples=10)  # nothing but the images varies
def test_in_eval_mode_each_image_has_its_own_fixed_logits(student, images):
    """In eval mode an image's logits are the same at every call and do not depend on the other images."""
    got = student(eval_outputs, images)
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="three outputs")
    first, again, single = (expect_tensor(output, shape=(len(images), 10), dtype=torch.float32) for output in got)
    expect_close(again, first, rtol=1e-3)
    expect_close(single, first, rtol=1e-3)


@probe("build_regularized_model(num_classes=40) in eval mode, given two images and the one between them")
def outputs_on_a_line(student, ends):
    model = shaken(student, 0.5, 40, (32, 32))
    for _pass in range(3):
        model.train()(ends)
    return model.eval()(torch.cat([ends, (ends[:1] + ends[1:]) / 2]))


def line_of_outputs(student):
    """Return the outputs for two images, one after the other, and the one halfway between them."""
    ends = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    return expect_tensor(student(outputs_on_a_line, ends), shape=(3, 40), dtype=torch.float32)


@graded(
    points=1,
    hint="End with the output layer: the loss, nn.CrossEntropyLoss, applies softmax itself.",
    false_alarm=1e-12,
)
def test_the_logits_may_be_negative(student):
    """The model gives raw logits, no probabilities: some are negative."""
    # 120 logits of a fresh model, whose biases alone have random signs: false alarms are below 2^-40.
    got = line_of_outputs(student)
    expect(bool((got < 0).any()), got=got, expected="some negative logits among 40 classes")


@graded(points=0.5, hint="Put an activation, such as nn.ReLU(), after each hidden layer.")
def test_it_is_more_than_a_linear_map(student):
    """The model is not linear: it has activations."""
    first, second, middle = line_of_outputs(student)
    bend = (middle - (first + second) / 2).abs().max() / (first - second).abs().max().clamp(min=1e-12)
    expect(bool(bend > 1e-4), got="linear: halfway between two images come their mean logits", expected="not linear")


@probe("two models of build_regularized_model({hidden})")
def two_models(student, hidden):
    given, images = list(hidden), torch.rand(16, 1, 28, 28)
    working = student.build_regularized_model(given, p=0.5).train()
    student.build_regularized_model(given, p=0.0).eval()
    models = [student.build_regularized_model(given) for _ in range(2)]
    torch.manual_seed(1)
    student.build_regularized_model(given)
    drawn = torch.rand(()).item()
    torch.manual_seed(2)
    student.build_regularized_model(given)
    first, second = ([parameter.detach() for parameter in model.parameters()] for model in models)
    return {
        "a second model with p=0 in eval mode stops the first one's dropout": torch.equal(
            working(images), working(images)
        ),
        "the same weights twice": all(torch.equal(a, b) for a, b in zip(first, second, strict=True)),
        "torch's generator was seeded": torch.rand(()).item() == drawn,
        "the given list was changed": given != list(hidden),
    }


@graded(points=0.5, hint="Build new layers at each call; do not call torch.manual_seed, and only read the arguments.")
def test_every_call_gives_a_new_model(student):
    """Each call returns a new model with new random weights, and touches no other model, argument or seed."""
    got = student(two_models, [16, 8])
    facts = isinstance(got, dict) and all(type(fact) is bool for fact in got.values())
    expect(facts, got=got, expected="three facts")
    wrong = [str(name) for name, fact in got.items() if fact]
    expect(not wrong, got=listed(wrong), expected="a new model, and nothing else changed")


@graded(
    points=2.5,
    seconds=120,
    hint="Put dropout with p=0.5 after each hidden activation, and let it be off in eval mode.",
)
def test_it_overfits_less_than_the_plain_model(student, judged):
    """Trained with 30 % random labels, it has a smaller gap than the plain model, and no lower test accuracy."""
    judged(BUILT_MODEL, lambda seed: train_built_model(student, seed))
