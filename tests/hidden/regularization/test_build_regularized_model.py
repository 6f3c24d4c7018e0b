"""build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5): 10 points.

How the network is built is free: fully connected or convolutional, any activation, any initialization, batch
normalization or not. What depends on weights is asked of a model whose weights were shaken first, so that an output
layer that starts at zero is no special case.
"""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import expect, expect_close, expect_tensor, graded, probe
from reference.models import build_regularized_model
from tests.hidden.checks import share
from tests.hidden.strategies import hidden_sizes, images
from tests.hidden.training import DROPOUT, expect_effect, here, plain_built_model, some_digits, train_built_model

SEEDS = st.integers(0, 99)


@probe("build_regularized_model({hidden_sizes}, {num_classes}) in eval mode, given {images}")
def logits(student, hidden_sizes, num_classes, images):
    return student.build_regularized_model(hidden_sizes, num_classes).eval()(images)


@graded(points=1, hint="Flatten the images first, and let the output layer have num_classes units.")
@given(hidden=hidden_sizes, num_classes=st.integers(2, 12), images=images())
def test_it_gives_one_logit_per_class(student, hidden, num_classes, images):
    """For images (N, 1, 28, 28) the model gives float32 logits (N, num_classes), whatever the hidden sizes."""
    got = student(logits, hidden, num_classes, images)
    expect_tensor(got, shape=(len(images), num_classes), dtype=torch.float32)


@probe("the numbers of parameters with hidden sizes {sizes} and {larger}")
def numbers_of_parameters(student, sizes, larger):
    models = [student.build_regularized_model(hidden) for hidden in (sizes, larger)]
    return [sum(parameter.numel() for parameter in model.parameters()) for model in models]


@graded(points=0.5, hint="Each entry of hidden_sizes is the width of one hidden layer.")
@given(sizes=st.lists(st.sampled_from([8, 16, 5]), min_size=1, max_size=3), data=st.data())
def test_every_hidden_size_counts(student, sizes, data):
    """A larger number anywhere in hidden_sizes gives a model with more trainable parameters."""
    where = data.draw(st.integers(0, len(sizes) - 1))
    larger = [2 * size if i == where else size for i, size in enumerate(sizes)]
    got = student(numbers_of_parameters, tuple(sizes), tuple(larger))
    pair = isinstance(got, list) and len(got) == 2 and all(type(number) is int for number in got)
    expect(pair and got[0] < got[1], got=got, expected="a smaller number, then a larger one")


@probe()
def shaken(student, p, num_classes):
    model = student.build_regularized_model((32, 32), num_classes, p)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model


@probe("build_regularized_model(p=0) in training mode, given {images}, twice")
def outputs_without_dropout(student, images):
    model = shaken(student, 0.0, 10).train()
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


@probe("build_regularized_model(p=p) in training mode for p in {ps}, given {images}, {passes} times")
def train_outputs(student, images, ps, passes):
    seed = torch.initial_seed()
    outputs = []
    for p in ps:
        torch.manual_seed(seed)  # the same weights for every p
        model = shaken(student, p, 10).train()
        outputs.append(torch.stack([model(images) for _ in range(passes)]))
    return torch.stack(outputs)


@graded(points=1, hint="p is the probability of dropping a hidden value in training mode.")
def test_a_larger_p_drops_more(student):
    """In training mode the outputs are random, and the more so the larger p is."""
    # The standard deviation over 16 passes grows 5-fold and more in correct models over 40 seeds, 1.5-fold and more
    # where batch normalization follows the dropout and scales the noise down again, and not at all where p is unused.
    outputs = student(train_outputs, some_digits(64), [0.1, 0.8], 16)
    outputs = expect_tensor(outputs, shape=(2, 16, 64, 10), dtype=torch.float32)
    weak, strong = outputs.double().std(1).mean((1, 2)).tolist()
    got = f"a standard deviation of {weak:.3g} with p=0.1 and of {strong:.3g} with p=0.8"
    expect(strong > 1.25 * weak, got=got, expected="clearly more variation with p=0.8")


@graded(points=0.5, hint="The output layer is the last one: no dropout behind it.")
def test_no_logit_is_dropped(student):
    """In training mode no logit is zeroed: dropout acts on hidden values only."""
    outputs = student(train_outputs, some_digits(64), [0.5], 1)
    zeros = share(expect_tensor(outputs, shape=(1, 1, 64, 10), dtype=torch.float32) == 0)
    expect(zeros < 0.05, got=f"{zeros:.3f} of the logits are 0", expected="none")


@probe("build_regularized_model() in eval mode, given {images} together, again, and one by one")
def eval_outputs(student, images):
    model = shaken(student, 0.5, 10)
    model.train()(images.repeat(4, 1, 1, 1))
    model.eval()
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
    model = shaken(student, 0.5, 40)
    for _ in range(3):
        model.train()(ends)
    return model.eval()(torch.cat([ends, (ends[:1] + ends[1:]) / 2]))


def line_of_outputs(student):
    """Return the outputs for two images, one after the other, and the one halfway between them."""
    ends = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    return expect_tensor(student(outputs_on_a_line, ends), shape=(3, 40), dtype=torch.float32)


@graded(points=0.5, hint="End with the output layer: the loss, nn.CrossEntropyLoss, applies softmax itself.")
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


@probe("the parameters of build_regularized_model() that get no gradient")
def untrained_parameters(student, images):
    model = student.build_regularized_model((16, 16), 10, 0.1).train()
    model(images).square().sum().backward()
    return [name for name, parameter in model.named_parameters() if parameter.grad is None]


@graded(points=0.5, hint="Do not freeze or detach anything.")
def test_every_parameter_is_trained(student):
    """Every parameter gets a gradient from the loss."""
    got = student(untrained_parameters, torch.ones(8, 1, 28, 28))
    expect(isinstance(got, list) and not got, got=got, expected="[], none")


@probe("two models of build_regularized_model({hidden})")
def two_models(student, hidden):
    given = list(hidden)
    models = [student.build_regularized_model(given) for _ in range(2)]
    torch.manual_seed(1)
    student.build_regularized_model(given)
    drawn = torch.rand(()).item()
    torch.manual_seed(2)
    student.build_regularized_model(given)
    first, second = ([parameter.detach() for parameter in model.parameters()] for model in models)
    return {
        "the same weights twice": all(torch.equal(a, b) for a, b in zip(first, second, strict=True)),
        "torch's generator was seeded": torch.rand(()).item() == drawn,
        "the given list was changed": given != list(hidden),
    }


@graded(points=0.5, hint="Build new layers at each call; do not call torch.manual_seed, and only read the arguments.")
def test_every_call_gives_a_new_model(student):
    """Each call returns a new model with new random weights, and changes neither its arguments nor torch's seed."""
    got = student(two_models, [16, 8])
    facts = isinstance(got, dict) and all(type(fact) is bool for fact in got.values())
    expect(facts, got=got, expected="three facts")
    wrong = [str(name) for name, fact in got.items() if fact]
    expect(not wrong, got="; ".join(wrong), expected="a new model, and nothing else changed")


@graded(
    points=3.5,
    seconds=120,
    hint="Put dropout with p=0.5 after each hidden activation, and let it be off in eval mode.",
)
def test_it_overfits_less_than_the_plain_model(student, kept):
    """Trained with 30 % random labels, it has a smaller gap than the plain model and no lower test accuracy."""
    expect_effect(
        kept,
        DROPOUT,
        "build_regularized_model",
        lambda seed: train_built_model(student, seed),
        plain_built_model,
        lambda seed: train_built_model(here(build_regularized_model=build_regularized_model), seed),
    )
