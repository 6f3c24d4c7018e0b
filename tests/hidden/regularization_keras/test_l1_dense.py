"""l1_dense(units, beta): 5 points."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import _, expect, expect_close, expect_tensor, graded
from tests.hidden.keras_layers import (
    expect_loss,
    expect_new_layers,
    expect_outputs,
    expect_sum_of_losses,
    kernels,
    loss,
    loss_gradient,
    model_losses,
    outputs,
    two_layers,
)
from tests.hidden.strategies import betas, positive_betas, values

F = "l1_dense"


@graded(points=1, hint="Give the layer a kernel_regularizer, keras.regularizers.L1, with the beta of the argument.")
@given(kernel=kernels(), beta=betas)
@settings(max_examples=25)
def test_the_kernel_adds_beta_times_the_sum_of_its_absolute_values(student, kernel, beta):
    """The kernel adds beta times the sum of its weights' absolute values to the losses."""
    units = len(kernel[0])
    expect_loss(student(loss, F, units, beta, kernel, [0.0] * units), kernel, beta, torch.abs)


@graded(points=1, hint="The bias needs a regularizer of its own: bias_regularizer.")
@given(bias=st.lists(values, min_size=1, max_size=3), beta=positive_betas)
@settings(max_examples=25)
def test_the_bias_adds_its_share(student, bias, beta):
    """The bias adds beta times the sum of its absolute values to the losses."""
    kernel = [[0.0] * len(bias)]
    expect_loss(student(loss, F, len(bias), beta, kernel, bias), [bias], beta, torch.abs)


@graded(points=1, hint="Stay with tensors in a regularizer of your own: float() and .detach() cut off the gradient.")
@given(kernel=kernels(values | st.just(0.0)), beta=positive_betas)
@settings(max_examples=25)
def test_the_gradient_is_beta_times_the_sign(student, kernel, beta):
    """The gradient of the losses is beta times the weight's sign, and between -beta and beta where a weight is 0."""
    weights = torch.tensor(kernel)
    got = student(loss_gradient, F, len(kernel[0]), beta, kernel)
    got = expect_tensor(got, shape=tuple(weights.shape), dtype=torch.float32)
    expect_close(torch.where(weights == 0, 0, got), beta * weights.sign())
    expect(
        bool((got.abs() <= 1.0001 * beta).all()),
        got=got,
        expected=_("values between {low:g} and {high:g}").format(low=-beta, high=beta),
    )


@graded(points=1, hint="Pass units on, keep the bias, and give the layer no activation.")
@given(kernel=kernels(), data=st.data())
@settings(max_examples=25)
def test_it_computes_what_a_plain_dense_layer_computes(student, kernel, data):
    """It is a Dense layer with so many units, a bias and no activation, for inputs of any width."""
    units = len(kernel[0])
    bias = data.draw(st.lists(values, min_size=units, max_size=units), label="bias")
    inputs = torch.tensor(data.draw(st.lists(st.lists(values, min_size=len(kernel), max_size=len(kernel)), min_size=1)))
    expect_outputs(student(outputs, F, units, kernel, bias, inputs), kernel, bias, inputs)


@graded(
    points=0.5, hint="A regularizer belongs to the layer: its loss is there in every model, without any call of yours."
)
@given(units=st.integers(1, 4), beta=positive_betas)
@settings(max_examples=10)  # little varies
def test_a_model_adds_up_its_layers_losses(student, units, beta):
    """In a model the losses of all its layers are added up, for their weights as they are."""
    expect_sum_of_losses(student(model_losses, F, units, beta), beta, 1)


@graded(points=0.5, hint="Make a new layer at each call, and let Keras draw its weights.")
def test_every_call_gives_a_new_layer(student):
    """Each call gives a new layer with random weights of its own, and sets no seed."""
    expect_new_layers(student(two_layers, F))
