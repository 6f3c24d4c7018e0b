"""build_regularized_model: its shapes and its two modes; whether it resists wrong labels, the notebook shows."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import expect, expect_close, expect_tensor, graded, probe


def noise(count):
    """Return random images."""
    return torch.rand(count, 1, 28, 28, generator=torch.Generator().manual_seed(0))


@probe("build_regularized_model() in eval mode, given {images}")
def default_logits(student, images):
    return student.build_regularized_model().eval()(images)


@probe("build_regularized_model({hidden_sizes}, {num_classes}, {p}) in eval mode, given {images}")
def logits(student, hidden_sizes, num_classes, p, images):
    return student.build_regularized_model(hidden_sizes, num_classes, p).eval()(images)


@graded(hint="Flatten the images first, and let the output layer have num_classes units.")
def test_images_give_ten_logits(student):
    """By default, images (5, 1, 28, 28) give logits (5, 10)."""
    expect_tensor(student(default_logits, noise(5)), shape=(5, 10), dtype=torch.float32, hint="")


@graded(hint="Let the loop run over hidden_sizes, and remember the width of the layer before.")
@given(hidden=st.lists(st.sampled_from([8, 5, 16]), min_size=1, max_size=3), num_classes=st.integers(2, 5))
def test_hidden_sizes_and_num_classes_are_used(student, hidden, num_classes):
    """Whatever the hidden sizes, there is one logit for each of num_classes classes."""
    got = student(logits, tuple(hidden), num_classes, 0.5, noise(2))
    expect_tensor(got, shape=(2, num_classes), dtype=torch.float32, hint="")


@probe("the number of parameters with the hidden sizes {sizes}")
def numbers_of_parameters(student, sizes):
    models = [student.build_regularized_model(hidden) for hidden in sizes]
    return [sum(parameter.numel() for parameter in model.parameters()) for model in models]


@graded(hint="Each entry of hidden_sizes is the width of one hidden layer.")
def test_a_wider_or_deeper_model_has_more_parameters(student):
    """Wider layers give more parameters, and so does one layer more."""
    got = student(numbers_of_parameters, [(8,), (8, 8), (8, 16), (16, 16)])
    numbers = isinstance(got, list) and len(got) == 4
    expect(numbers and sorted(set(got)) == got, got=got, expected="numbers, each larger than the one before")


@probe("build_regularized_model(p={p}) in training mode and in eval mode, given {images} twice")
def outputs_of_both_modes(student, p, images):
    model = student.build_regularized_model((64, 64), 10, p)
    with torch.no_grad():
        for parameter in model.parameters():  # also where an output layer starts at zero
            parameter.add_(0.05 * torch.randn_like(parameter))
    trained = [model.train()(images), model(images)]
    return [*trained, model.eval()(images), model(images)]


def both_modes(student, p):
    got = student(outputs_of_both_modes, p, noise(5))
    expect(isinstance(got, list) and len(got) == 4, got=got, expected="four outputs")
    return [expect_tensor(output, shape=(5, 10), dtype=torch.float32) for output in got]


@graded(hint="Put nn.Dropout(p) after each hidden activation.")
def test_in_training_mode_two_calls_differ(student):
    """In training mode, with p = 0.5, two calls on the same images differ."""
    first, second, _, _ = both_modes(student, 0.5)
    expect(not torch.equal(first, second), got="the same logits twice", expected="different logits")


@graded(hint="Dropout must obey eval(): use nn.Dropout, or F.dropout with training=self.training.")
def test_in_eval_mode_two_calls_agree(student):
    """In eval mode two calls on the same images agree."""
    _, _, first, second = both_modes(student, 0.5)
    expect_close(second, first)


@graded(hint="End with the output layer: the loss, F.cross_entropy, applies softmax itself.")
def test_the_logits_may_be_negative(student):
    """The model gives raw logits, no probabilities: among 50 of them some are negative."""
    logits = both_modes(student, 0.5)[2]
    expect(bool((logits < 0).any()), got=logits, expected="some negative logits")
