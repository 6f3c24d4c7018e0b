"""l1_penalty(model, beta): 10 points."""

from __future__ import annotations

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from autograder.testing import Text, _, expect, expect_close, expect_tensor, graded
from reference.penalties import l1_penalty
from tests.hidden.checks import (
    expect_gradients,
    expect_no_changes,
    expect_number,
    penalty_gradients,
    total,
)
from tests.hidden.penalties import (
    expect_digits,
    expect_gradients_in_training,
    expect_penalties_of_a_model_that_changes,
    expect_the_penalty_in_every_state,
    gradients_in_training,
    penalties_in_every_state,
    penalties_of_a_model_that_changes,
    what_a_penalty_changes,
)
from tests.hidden.strategies import (
    betas,
    betas_of_every_size,
    exact_betas,
    fill,
    filled,
    frozen_in_part,
    in_every_mode,
    linear_stacks,
    models_that_share,
    models_that_share_anything,
    models_to_leave_as_they_are,
    models_with_buffers,
    nested_models,
    partly_frozen_models,
    patterns_of_every_size,
    patterns_with_tiny_values,
    positive_betas,
    uneven_patterns,
    values,
    with_a_wide_layer,
    with_each_way_of_sharing,
)


@graded(points=1.5, hint="Sum p.abs() over everything, then multiply by beta once.")
@given(model=filled(linear_stacks(bias=False)), beta=betas)
def test_the_value_is_beta_times_the_sum_of_absolute_weights(student, model, beta):
    """For layers without biases the penalty is beta times the sum of the weights' absolute values."""
    got = student.l1_penalty(model, beta)
    weights, absolute = list(model.parameters()), total(model.parameters())
    expect_number(
        got,
        l1_penalty(model, beta),
        squares=beta * total(weights, torch.square),
        signed=beta * total(weights, lambda t: t),
        without_beta=absolute,
        mean=beta * absolute / sum(p.numel() for p in weights),
    )


@graded(points=1.5, hint="Loop over model.parameters(): it yields weights and biases of all layers.")
@given(model=filled(linear_stacks(bias=True)), beta=positive_betas)
def test_biases_count_like_weights(student, model, beta):
    """The penalty sums over weights and biases."""
    got = student.l1_penalty(model, beta)
    weights = beta * total(p for p in model.parameters() if p.ndim > 1)
    expect_number(got, l1_penalty(model, beta), weights=weights)


@graded(points=1, hint="Loop over model.parameters(), not over model.children() or over layers of certain types.")
@with_a_wide_layer
@given(model=filled(st.one_of(nested_models(), partly_frozen_models())), beta=positive_betas)
def test_layers_of_every_kind_count_wherever_they_are_nested(student, model, beta):
    """The parameters of every kind of layer count, also inside blocks of blocks, and also frozen ones."""
    expect_number(student.l1_penalty(model, beta), l1_penalty(model, beta))


@graded(points=1, hint="model.parameters() yields a shared parameter once and no buffers.")
@given(model=filled(st.one_of(models_that_share(), models_with_buffers())), beta=positive_betas)
@with_each_way_of_sharing
def test_a_shared_parameter_counts_once_and_a_buffer_never(student, model, beta):
    """A parameter that two layers share counts once, and buffers (running statistics) do not count."""
    got = student.l1_penalty(model, beta)
    everything = model.state_dict().values()
    twice = total(p for _, p in model.named_parameters(remove_duplicate=False))
    expect_number(got, l1_penalty(model, beta), twice=beta * twice, buffers=beta * total(everything))


@graded(points=1, hint="Start from the parameters' own sums; float() and torch.zeros(1) change the type or the shape.")
@given(model=filled(linear_stacks(bias=False), uneven_patterns), beta=exact_betas)
def test_the_result_is_a_0_d_tensor_of_the_models_type(student, model, beta):
    """The penalty is a 0-d tensor of the parameters' dtype, and as exact as this dtype can be."""
    got = student.l1_penalty(model, beta)
    dtype = next(model.parameters()).dtype
    expect_tensor(got, shape=(), dtype=dtype, hint="" if isinstance(got, torch.Tensor) else None)
    expect_digits(got, l1_penalty(model, beta))


@graded(
    points=1.5,
    hint="Stay with tensors: .item(), .data, .detach(), torch.tensor([...]) and torch.no_grad() cut the graph.",
)
@given(model=filled(linear_stacks(bias=False), patterns_with_tiny_values), beta=betas, factor=st.sampled_from([1, 3]))
def test_the_gradient_is_beta_times_the_sign(student, model, beta, factor):
    """The penalty is differentiable, also inside a loss, and its gradient at each weight is beta times its sign."""
    for weight, gradient in expect_gradients(student(penalty_gradients, "l1_penalty", model, beta, factor), model):
        expect_close(gradient, factor * beta * weight.sign(), rtol=1e-4)


@graded(points=0.5, hint="Compute it from all of model.parameters() at each call, and let autograd do the rest.")
@settings(max_examples=20)
@given(
    model=in_every_mode(
        frozen_in_part(filled(st.one_of(nested_models(), models_that_share_anything, models_with_buffers())))
    ),
    beta=positive_betas,
)
def test_in_a_loss_every_parameter_gets_its_gradient_call_after_call(student, model, beta):
    """In a loss, the penalty gives its gradient to every parameter that is trained, also a bias, call after call."""
    got = student(gradients_in_training, "l1_penalty", model, beta)
    expect_gradients_in_training(got, "l1_penalty", model, beta)


@graded(points=0.5, hint="The derivative of a square root is infinite at 0; use abs().")
@given(
    model=filled(linear_stacks(bias=False), st.lists(st.just(0.0) | values, max_size=4).map(lambda v: [0.0, *v])),
    beta=positive_betas,
)
@example(model=fill(nn.Linear(1, 1, bias=False), [1e-30]), beta=1.0)  # whose square is 0
def test_the_gradient_is_finite_where_a_weight_is_zero(student, model, beta):
    """Where a weight is 0, or next to it, the gradient is finite and between -beta and beta."""
    for weight, gradient in expect_gradients(student(penalty_gradients, "l1_penalty", model, beta, 1), model):
        at_zero = gradient[weight.abs() < 1e-20]
        between = _("values between {low:g} and {high:g}").format(low=-beta, high=beta)
        expect(bool((at_zero.abs() <= 1.0001 * beta).all()), got=gradient, expected=Text(between))


@graded(
    points=0.5,
    idle=True,
    hint="Read the parameters and do nothing else: abs_(), p.data, eval(), zero_grad() and hooks change the model.",
)
@settings(max_examples=30)
@given(model=models_to_leave_as_they_are)
def test_the_model_is_left_as_it_was(student, model):
    """Parameters, buffers, gradients, mode, hooks and attributes of the model stay as they were."""
    expect_no_changes(student(what_a_penalty_changes, "l1_penalty", model, 0.5))


@graded(points=0.5, hint="Keep nothing between calls: go through model.parameters() each time.")
@given(width=st.integers(1, 3), pattern=st.lists(values, min_size=1, max_size=3))
def test_every_call_looks_at_the_model_anew(student, width, pattern):
    """The penalty is that of the model as it is at the call, also when the same model was seen before."""
    layers = nn.Linear(width, width, bias=False), nn.Linear(width, 1, bias=False)
    model, layer = (fill(nn.Sequential(each), pattern) for each in layers)
    got = student(penalties_of_a_model_that_changes, "l1_penalty", model, layer)
    expect_penalties_of_a_model_that_changes(got, "l1_penalty", model, layer)


@graded(points=0.5, hint="Only the values of model.parameters() and beta count, not what state the model is in.")
@settings(max_examples=12)
@given(model=filled(linear_stacks(bias=False), patterns_of_every_size), beta=betas_of_every_size)
@example(model=fill(nn.Linear(1, 1, bias=False), [0.0]), beta=1.0)
@example(model=fill(nn.Linear(1, 1, bias=False), [1e-12]), beta=2.0**20)
@example(model=fill(nn.Linear(2, 1, bias=False), [1e9, -1e9]), beta=2.0**-20)
@example(model=fill(nn.Linear(333, 3, bias=False), [0.5, -0.25]), beta=1.0)
def test_nothing_counts_but_beta_and_the_values(student, model, beta):
    """The penalty is right in every state of the model, as in eval mode or frozen, and for numbers of every size."""
    got = student(penalties_in_every_state, "l1_penalty", model, beta)
    expect_the_penalty_in_every_state(got, "l1_penalty", model, beta)
