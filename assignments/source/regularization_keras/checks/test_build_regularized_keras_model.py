"""build_regularized_keras_model: its shapes, its losses and its two modes."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import expect, expect_tensor, graded, probe


def noise(count):
    """Return random images."""
    return torch.rand(count, 28, 28, 1, generator=torch.Generator().manual_seed(0))


@probe("build_regularized_keras_model({hidden_sizes}, {num_classes}), given {images}")
def logits(student, hidden_sizes, num_classes, images):
    return student.build_regularized_keras_model(hidden_sizes, num_classes)(images)


@graded(hint="Flatten the images first, and let the output layer have num_classes units.")
@given(hidden=st.lists(st.sampled_from([8, 5, 16]), min_size=1, max_size=3), num_classes=st.integers(2, 5))
def test_images_give_one_logit_per_class(student, hidden, num_classes):
    """Images (N, 28, 28, 1) give logits (N, num_classes), whatever the hidden sizes."""
    got = student(logits, tuple(hidden), num_classes, noise(2))
    expect_tensor(got, shape=(2, num_classes), dtype=torch.float32, hint="")


@probe("whether build_regularized_keras_model((8,)) is built, and whether it is compiled")
def state(student):
    model = student.build_regularized_keras_model((8,))
    return [bool(model.built and model.weights), bool(model.compiled)]


@graded(hint="Begin with keras.Input((28, 28, 1)), and do not call compile.")
def test_it_is_built_and_not_compiled(student):
    """The model has its weights without having seen an image, and is not compiled."""
    got = student(state)
    expect(got == [True, False], got=got, expected=[True, False])


@probe("which kernels of build_regularized_keras_model((8, 5), 3, beta={beta}) have an L2 penalty of this strength")
def gradients(student, beta):
    model = student.build_regularized_keras_model((8, 5), 3, 0.2, beta)
    model(torch.ones(2, 28, 28, 1))
    kernels = [weight.value for weight in model.weights if weight.ndim == 2]
    total = sum(model.losses, 0.0 * sum(kernel.sum() for kernel in kernels))
    gradients = torch.autograd.grad(total, kernels, allow_unused=True)
    pairs = [(kernel, 0 * kernel if g is None else g) for kernel, g in zip(kernels, gradients, strict=True)]
    return [bool(torch.allclose(gradient, 2 * beta * kernel, rtol=1e-3)) for kernel, gradient in pairs]


@graded(hint="Make every Dense layer, the output layer too, with an L2 regularizer of strength beta.")
def test_every_dense_layer_has_l2(student):
    """Each of the three Dense layers adds beta times the sum of its squares to the losses."""
    got = student(gradients, 0.1)
    expect(got == [True] * 3, got=got, expected=[True, True, True])


@probe("build_regularized_keras_model((64,)), given {images} twice with training={training}")
def two_outputs(student, images, training):
    model = student.build_regularized_keras_model((64,), 10, 0.5)
    return [model(images, training=training), model(images, training=training)]


@graded(hint="Put keras.layers.Dropout(p) after each hidden layer, and leave the training flag to Keras.")
def test_dropout_is_on_in_training_only(student):
    """With training=True two calls differ, with training=False they agree."""
    for training in (True, False):
        got = student(two_outputs, noise(4), training)
        expect(isinstance(got, list) and len(got) == 2, got=got, expected="two outputs")
        first, second = (expect_tensor(part, shape=(4, 10), dtype=torch.float32) for part in got)
        if training:
            expect(not torch.equal(first, second), got="the same outputs twice", expected="other outputs")
        else:
            expect(torch.allclose(first, second, atol=1e-6), got="other outputs", expected="the same outputs twice")


@probe("how many of the model's weights change in a call with training=True")
def moving(student):
    model = student.build_regularized_keras_model((12, 8), 3)
    kept = [weight for weight in model.non_trainable_variables if tuple(weight.shape) in ((12,), (8,))]
    before = [weight.value.detach().clone() for weight in kept]
    model(noise(16), training=True)
    return [bool((weight.value != old).any()) for weight, old in zip(kept, before, strict=True)]


@graded(hint="Put keras.layers.BatchNormalization() after each hidden Dense layer.")
def test_every_hidden_layer_has_batch_normalization(student):
    """A call with training=True moves a mean and a variance for each of the two hidden layers."""
    got = student(moving)
    count = sum(got) if isinstance(got, list) else 0
    expect(count >= 4, got=count, expected="4: two for each hidden layer")
