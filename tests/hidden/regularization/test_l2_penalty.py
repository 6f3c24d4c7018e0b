"""l2_penalty(model, beta): 8 points."""

from __future__ import annotations

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from autograder.testing import expect, expect_close, expect_tensor, graded
from reference.penalties import l2_penalty
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
    positive_betas,
    uneven_patterns,
    values,
    with_a_wide_layer,
    with_each_way_of_sharing,
)


@graded(points=1.5, hint="Sum p ** 2 over everything, then multiply by beta once: no root, no mean, no factor 1/2.")
@given(model=filled(linear_stacks(bias=False)), beta=betas)
def test_the_value_is_beta_times_the_sum_of_squared_weights(student, model, beta):
    """For layers without biases the penalty is beta times the sum of the weights' squares."""
    got = student.l2_penalty(model, beta)
    weights, squares = list(model.parameters()), total(model.parameters(), torch.square)
    expect_number(
        got,
        l2_penalty(model, beta),
        half=beta * squares / 2,
        root=beta * squares.sqrt(),
        absolute=beta * total(weights),
        without_beta=squares,
        mean=beta * squares / sum(p.numel() for p in weights),
    )


@graded(points=1, hint="Loop over model.parameters(): it yields weights and biases of all layers.")
@given(model=filled(linear_stacks(bias=True)), beta=positive_betas)
def test_biases_count_like_weights(student, model, beta):
    """The penalty sums over weights and biases."""
    got = student.l2_penalty(model, beta)
    weights = beta * total((p for p in model.parameters() if p.ndim > 1), torch.square)
    expect_number(got, l2_penalty(model, beta), weights=weights)


@graded(points=0.5, hint="Loop over model.parameters(), not over model.children() or over layers of certain types.")
@with_a_wide_layer
@given(model=filled(st.one_of(nested_models(), partly_frozen_models())), beta=positive_betas)
def test_layers_of_every_kind_count_wherever_they_are_nested(student, model, beta):
    """The parameters of every kind of layer count, also inside blocks of blocks, and also frozen ones."""
    expect_number(student.l2_penalty(model, beta), l2_penalty(model, beta))


@graded(points=0.5, hint="model.parameters() yields a shared parameter once and no buffers.")
@given(model=filled(st.one_of(models_that_share(), models_with_buffers())), beta=positive_betas)
@with_each_way_of_sharing
def test_a_shared_parameter_counts_once_and_a_buffer_never(student, model, beta):
    """A parameter that two layers share counts once, and buffers (running statistics) do not count."""
    got = student.l2_penalty(model, beta)
    everything = total(model.state_dict().values(), torch.square)
    twice = total((p for _, p in model.named_parameters(remove_duplicate=False)), torch.square)
    expect_number(got, l2_penalty(model, beta), twice=beta * twice, buffers=beta * everything)


@graded(
    points=0.5, hint="Start from the parameters' own sums; float() and torch.zeros(1) change the type or the shape."
)
@given(model=filled(linear_stacks(bias=False), uneven_patterns), beta=exact_betas)
def test_the_result_is_a_0_d_tensor_of_the_models_type(student, model, beta):
    """The penalty is a 0-d tensor of the parameters' dtype, and as exact as this dtype can be."""
    got = student.l2_penalty(model, beta)
    dtype = next(model.parameters()).dtype
    expect_tensor(got, shape=(), dtype=dtype, hint="" if isinstance(got, torch.Tensor) else None)
    expect_digits(got, l2_penalty(model, beta))


@graded(
    points=1.5,
    hint="Stay with tensors: .item(), .data, .detach(), torch.tensor([...]) and torch.no_grad() cut the graph.",
)
@given(model=filled(linear_stacks(bias=False)), beta=betas, factor=st.sampled_from([1, 3]))
def test_the_gradient_is_two_beta_times_the_weight(student, model, beta, factor):
    """The penalty is differentiable, also inside a loss, and its gradient at each weight is 2 · beta · weight."""
    for weight, gradient in expect_gradients(student(penalty_gradients, "l2_penalty", model, beta, factor), model):
        expect_close(gradient, factor * 2 * beta * weight, rtol=1e-4)


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
    got = student(gradients_in_training, "l2_penalty", model, beta)
    expect_gradients_in_training(got, "l2_penalty", model, beta)


@graded(points=0.5, hint="A root has no derivative at 0; the sum of squares needs none.")
@given(model=filled(linear_stacks(bias=False), st.lists(st.just(0.0) | values, max_size=3).map(lambda v: [0.0, *v])))
def test_the_gradient_is_zero_where_a_weight_is_zero(student, model):
    """Where a weight is 0, even where all are, the gradient is 0."""
    for weight, gradient in expect_gradients(student(penalty_gradients, "l2_penalty", model, 1.0, 1), model):
        expect(not bool(gradient[weight == 0].any()), got=gradient, expected="0 where the weight is 0")


@graded(
    points=0.5,
    idle=True,
    hint="Read the parameters and do nothing else: pow_(), p.data, eval(), zero_grad() and hooks change the model.",
)
@settings(max_examples=30)
@given(model=models_to_leave_as_they_are)
def test_the_model_is_left_as_it_was(student, model):
    """Parameters, buffers, gradients, mode, hooks and attributes of the model stay as they were."""
    expect_no_changes(student(what_a_penalty_changes, "l2_penalty", model, 0.5))


@graded(points=0.5, hint="Keep nothing between calls: go through model.parameters() each time.")
@given(width=st.integers(1, 3), pattern=st.lists(values, min_size=1, max_size=3))
def test_every_call_looks_at_the_model_anew(student, width, pattern):
    """The penalty is that of the model as it is at the call, also when the same model was seen before."""
    layers = nn.Linear(width, width, bias=False), nn.Linear(width, 1, bias=False)
    model, layer = (fill(nn.Sequential(each), pattern) for each in layers)
    got = student(penalties_of_a_model_that_changes, "l2_penalty", model, layer)
    expect_penalties_of_a_model_that_changes(got, "l2_penalty", model, layer)


@graded(points=0.5, hint="Only the values of model.parameters() and beta count, not what state the model is in.")
@settings(max_examples=12)
@given(model=filled(linear_stacks(bias=False), patterns_of_every_size), beta=betas_of_every_size)
@example(model=fill(nn.Linear(1, 1, bias=False), [0.0]), beta=1.0)
@example(model=fill(nn.Linear(1, 1, bias=False), [1e-12]), beta=2.0**20)
@example(model=fill(nn.Linear(2, 1, bias=False), [1e9, -1e9]), beta=2.0**-20)
@example(model=fill(nn.Linear(333, 3, bias=False), [0.5, -0.25]), beta=1.0)
def test_nothing_counts_but_beta_and_the_values(student, model, beta):
    """The penalty is right in every state of the model, as in eval mode or frozen, and for numbers of every size."""
    got = student(penalties_in_every_state, "l2_penalty", model, beta)
    expect_the_penalty_in_every_state(got, "l2_penalty", model, beta)
