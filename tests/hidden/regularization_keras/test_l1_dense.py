"""l1_dense(units, beta): 5 points."""

from __future__ import annotations

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.testing import graded
from tests.hidden.keras_layers import (
    expect_free_steps,
    expect_loss,
    expect_loss_gradients,
    expect_new_layers,
    expect_outputs,
    expect_sum_of_losses,
    extreme_betas,
    extreme_values,
    kernels,
    loss,
    loss_gradients,
    loss_of_the_bias,
    model_losses,
    modes,
    outputs,
    two_layers,
    weights,
    weights_and_inputs,
)
from tests.hidden.strategies import betas, positive_betas, values

F = "l1_dense"


@graded(points=1, hint="Give the layer a kernel_regularizer, keras.regularizers.L1, with the beta of the argument.")
@given(kernel=kernels(values | extreme_values), beta=betas | extreme_betas, training=modes)
@example(kernel=[[1e-4, -1e-4]], beta=1e4, training=None)
@example(kernel=[[1.0], [-2.0]], beta=1e-7, training=True)
@settings(max_examples=25)
def test_the_kernel_adds_beta_times_the_sum_of_its_absolute_values(student, kernel, beta, training):
    """The kernel adds beta times the sum of its weights' absolute values to the losses."""
    units = len(kernel[0])
    expect_loss(student(loss, F, units, beta, kernel, [0.0] * units, training), kernel, beta, torch.abs)


@graded(points=1, hint="The bias needs a regularizer of its own: bias_regularizer.")
@given(bias=st.lists(values, min_size=1, max_size=3), beta=positive_betas, training=modes)
@settings(max_examples=25)
def test_the_bias_adds_its_share(student, bias, beta, training):
    """The bias adds beta times the sum of its absolute values to the losses."""
    kernel = [[0.5] * len(bias)]
    expect_loss(student(loss_of_the_bias, F, len(bias), beta, kernel, bias, training), [bias], beta, torch.abs)


@graded(points=1, hint="Stay with tensors in a regularizer of your own: float() and .detach() cut off the gradient.")
@given(drawn=weights(values | extreme_values, values | st.just(0.0)), beta=positive_betas)
@example(drawn=([[0.0]], [0.0]), beta=1.0)
@example(drawn=([[1e-4]], [1.0]), beta=1.0)
@settings(max_examples=25)
def test_the_gradient_is_beta_times_the_sign(student, drawn, beta):
    """The gradient of the losses is beta times the weight's sign, and between -beta and beta where a weight is 0."""
    kernel, bias = drawn
    got = student(loss_gradients, F, len(bias), beta, kernel, bias, 3.0)
    expect_loss_gradients(got, kernel, bias, beta, 3.0, torch.abs)


@graded(points=0.5, hint="Pass units on, keep the bias, and give the layer no activation.")
@given(drawn=weights_and_inputs())
@example(drawn=([[1.0, -2.0]], [0.5, 3.0], torch.tensor([[[1.0], [-2.0]]])))
@example(drawn=([[1.0, -2.0]], [0.5, 3.0], torch.ones(0, 1)))
@example(drawn=([[1.0, -2.0]], [0.5, 3.0], torch.tensor([[1e3], [-1e5]])))
@example(drawn=([[1e-4, -2e-4]], [2e-4, 0.5], torch.tensor([[5e3], [0.0]])))
@example(drawn=([[1.0, -2.0] * 32], [0.5, 3.0] * 32, torch.tensor([[1.0], [-2.0]])))  # as wide as hidden layers are
@settings(max_examples=20)
def test_it_computes_what_a_plain_dense_layer_computes(student, drawn):
    """It is a Dense layer with so many units, a bias and no activation, for inputs of any width."""
    kernel, bias, inputs = drawn
    expect_outputs(student(outputs, F, len(bias), kernel, bias, inputs), kernel, bias, inputs)


@graded(points=0.5, hint="Give the layer no constraint: it is an ordinary layer but for its regularizers.")
def test_nothing_holds_its_weights_back(student):
    """When an optimizer makes a step, the weights change by just that much, be they large or small."""
    expect_free_steps(student, F)


@graded(
    points=0.5, hint="A regularizer belongs to the layer: its loss is there in every model, without any call of yours."
)
@given(
    kind=st.sampled_from(["sequential", "functional", "nested"]),
    units=st.lists(st.integers(1, 4), min_size=2, max_size=2),
    strengths=st.lists(positive_betas, min_size=2, max_size=2, unique=True),
    training=modes,
    times=st.just(1),
)
@example(kind="sequential", units=[1, 1], strengths=[1.0, 2.0], training=True, times=300)  # as in a long training
@example(kind="sequential", units=[2, 2], strengths=[0.5, 0.5], training=None, times=1)  # layers that are alike
@settings(max_examples=10)  # little varies
def test_a_model_adds_up_its_layers_losses(student, kind, units, strengths, training, times):
    """In a model the losses of all its layers are added up, for their weights as they are."""
    expect_sum_of_losses(student(model_losses, F, kind, units, strengths, training, times), strengths, torch.abs)


@graded(points=0.5, hint="Make a new layer at each call, and let Keras draw its weights.")
def test_every_call_gives_a_new_layer(student):
    """Each call gives a new layer with random weights of its own, and sets no seed."""
    expect_new_layers(student(two_layers, F))
