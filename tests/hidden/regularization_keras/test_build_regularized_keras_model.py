"""build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4): 10 points.

What the model does is asked, not which classes it is made of. Free are the order of batch normalization, activation and
dropout within a hidden layer, the activation, where any weight starts, and whether biases are regularized or left out.
Kernels are told by their two dimensions, moving statistics by being weights that are not trained.

To see dropout, all kernels, biases, scales and shifts are set, so that each hidden value is the same positive number
for copies of one image. The output layer passes the hidden values on, and has one logit more that none of them reaches:
what the others are above it are the hidden values, whatever constant all logits of an image share. In training mode
they take two values, also where batch normalization follows the dropout.
"""

from __future__ import annotations

import collections
import itertools

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.testing import N_, _, expect, expect_close, expect_form, expect_tensor, graded, probe
from tests.hidden.checks import expect_none, share
from tests.hidden.keras_layers import channels_last, expect_matrix, gradients_at, modes, seeds_set_by
from tests.hidden.strategies import hidden_sizes, images
from tests.hidden.training import some_digits

SECONDS = 40  # a test takes less than 2 on an idle machine; a model takes many small steps to build
WIDTH = 64
COPIES = 512
DRAWS = COPIES * WIDTH

few_hidden_sizes = st.lists(st.sampled_from([8, 5, 12]), min_size=1, max_size=3).map(tuple)


@probe(
    "build_regularized_keras_model({hidden_sizes}, {num_classes}), given {images}, and twice these with training=True"
)
def logits(student, hidden_sizes, num_classes, images):
    model = student.build_regularized_keras_model(hidden_sizes, num_classes)
    return [model(images), model(torch.cat([images, images]), training=True)]


@graded(points=0.5, seconds=SECONDS, hint="Flatten the images first, and let the output layer have num_classes units.")
@given(hidden=hidden_sizes, num_classes=st.integers(2, 12) | st.just(1), images=images().map(channels_last))
@example(hidden=(1,), num_classes=1, images=torch.ones(2, 28, 28, 1))
@example(hidden=(1,), num_classes=2, images=torch.zeros(1, 28, 28, 1))
@example(hidden=[6, 6], num_classes=6, images=torch.ones(2, 28, 28, 1))
@settings(max_examples=6)  # a model takes a while to build
def test_it_gives_one_logit_per_class(student, hidden, num_classes, images):
    """For images (N, 28, 28, 1) the model gives logits (N, num_classes), whatever the hidden sizes."""
    got = expect_form(student(logits, hidden, num_classes, images), [object, object], expected="two outputs")
    for output, count in zip(got, (len(images), 2 * len(images)), strict=True):
        expect_tensor(output, shape=(count, num_classes), dtype=torch.float32, hint="")


@probe("build_regularized_keras_model((8,)): whether it is built, has weights, and is compiled")
def state(student):
    import keras

    model = student.build_regularized_keras_model((8,))
    compiled = getattr(model, "compiled", False)
    return [isinstance(model, keras.Model), bool(model.built), len(model.weights) > 0, bool(compiled)]


@graded(
    points=0.5,
    seconds=SECONDS,
    hint="Begin with keras.Input((28, 28, 1)), and leave model.compile to whoever trains it.",
)
def test_it_is_built_and_not_compiled(student):
    """The result is a keras.Model that has its weights already, without having seen an image, and is not compiled."""
    model, built, filled, compiled = expect_form(student(state), [bool] * 4, expected="four facts")
    expect(model, got="no keras.Model", expected="a keras.Model")
    expect(built and filled, got="a model that is not built yet", expected="a built model")
    expect(not compiled, got="a compiled model", expected="a model that is not compiled")


@probe("the shapes of the Dense kernels of build_regularized_keras_model({sizes})")
def shapes_of_kernels(student, sizes):
    model = student.build_regularized_keras_model(sizes)
    return [[int(size) for size in weight.shape] for weight in model.weights if weight.ndim == 2]


@graded(
    points=0.5,
    seconds=SECONDS,
    hint="Each entry of hidden_sizes is the width of one hidden layer, with weights of its own.",
)
@given(sizes=few_hidden_sizes)
@example(sizes=(12, 5))
@example(sizes=[5, 12, 8, 8, 8, 1, 8, 5])
@settings(max_examples=6)  # a model takes a while to build
def test_every_hidden_size_counts(student, sizes):
    """Each entry of hidden_sizes is the width of one Dense layer, in this order; only the output layer comes on top."""
    got = expect_form(student(shapes_of_kernels, sizes), [[int, int], ...], expected="shapes")
    expect(len(got) < 20, got=got, expected="shapes")
    shown = _("kernels of the shapes {shapes}").format(
        shapes=", ".join(f"({rows}, {columns})" for rows, columns in got)
    )
    wanted = [f"({size}, {after})" for size, after in itertools.pairwise(("…", *sizes, "…"))]
    links = collections.Counter(itertools.pairwise(sizes))
    others = collections.Counter(map(tuple, got))
    missing = links - others
    others -= links
    # Left are the first kernel and the output layer's. How many inputs and classes these have is asked elsewhere.
    ends = list(others.elements())
    fits = any(first[1] == sizes[0] and last[0] == sizes[-1] for first, last in itertools.permutations(ends, 2))
    expect(
        not missing and len(ends) == 2 and fits,
        got=shown,
        expected=_("kernels of the shapes {shapes}").format(shapes=", ".join(wanted)),
    )


@probe()
def spread_out(model):
    """Give every trained weight a random value of its own."""
    for weight in model.trainable_variables:
        weight.assign(0.3 * torch.randn(tuple(weight.shape)))
    return model


@probe(
    "the gradient of sum(model.losses) for hidden sizes {hidden_sizes}, {num_classes} classes and beta = {beta}, after "
    "a call with training={training}"
)
def gradients_of_the_losses(student, hidden_sizes, num_classes, beta, training):
    how = {} if beta is None else {"beta": beta}
    model = student.build_regularized_keras_model(hidden_sizes, num_classes, **how)
    images = torch.rand(4, 28, 28, 1)
    model(images)
    list(model.losses)
    student.build_regularized_keras_model((5,), 3, beta=0.3)
    spread_out(model)(images, training=training)
    kernels = [weight.value for weight in model.weights if weight.ndim == 2]
    gradients = [torch.zeros_like(kernel) for kernel in kernels]
    learns = [number for number, kernel in enumerate(kernels) if kernel.requires_grad]
    total = sum(model.losses, 0.0)
    if isinstance(total, torch.Tensor) and total.requires_grad and learns:
        found = gradients_at(total, [kernels[number] for number in learns])
        if isinstance(found, str):
            return found
        for number, gradient in zip(learns, found, strict=True):
            gradients[number] = gradients[number] if gradient is None else gradient
    return [[kernel, gradient] for kernel, gradient in zip(kernels, gradients, strict=True)]


def expect_strength(got, beta, wanted, classes):
    """Raise `Mismatch` unless the kernels' gradients are 2·beta times their values.

    Args:
        wanted: which of the kernels to look at: "hidden", or "output", with as many columns as there are `classes`.
    """
    pairs = expect_form(got, [[object, object], ...], expected="the kernels and their gradients")
    kernels = [expect_matrix(kernel) for kernel, _gradient in pairs]
    found = expect_form(got, [[kernel, kernel] for kernel in kernels], expected="the kernels and their gradients")
    chosen = [pair for pair in found if (pair[0].shape[1] == classes) == (wanted == "output")]
    expect(bool(chosen), got="no kernel of such a layer", expected="a kernel")
    for kernel, gradient in chosen:
        strength = (0.5 * (kernel * gradient).sum() / kernel.square().sum()).item()
        absolute = 0.5 * beta * kernel.sign()
        hints = {
            0.0: N_("This layer is not regularized."),
            1e-4: N_("Hand beta on to the layers."),
            0.01: N_("This is the default of regularizers.L2; hand beta on."),
            beta / 2: N_("This is half of it: Keras has no factor 1/2."),
            2 * beta: N_("This is the double: is the regularizer there twice?"),
        }
        near = [text for value, text in hints.items() if abs(strength - value) <= 1e-3 * max(beta, 1e-9)]
        known = N_("This is L1; the task asks for L2.") if torch.allclose(gradient, 2 * absolute) else "".join(near[:1])
        shape = tuple(kernel.shape)
        shown = _("a penalty of {strength:.4g} times the squares for the kernel of shape {shape}")
        shown = shown.format(strength=strength, shape=shape)
        right = torch.allclose(gradient, 2 * beta * kernel, rtol=1e-3, atol=1e-6 * beta + 1e-9)
        expect(right, got=shown, expected=_("{beta:.4g} times the squares").format(beta=beta), hint=known)


@graded(
    points=1, seconds=SECONDS, hint="Make every Dense layer with an L2 regularizer of strength beta, as l2_dense does."
)
@given(hidden=few_hidden_sizes, beta=st.sampled_from([1.0, 0.5, 0.01, 0.0, 30.0]), training=modes)
@example(hidden=(8, 8), beta=None, training=True)
@example(hidden=(8,), beta=1e-6, training=None)
@example(hidden=(8,), beta=0.0, training=None)
@settings(max_examples=5)  # a model takes a while to build
def test_every_hidden_dense_layer_has_l2(student, hidden, beta, training):
    """Each hidden Dense layer adds beta times the sum of its kernel's squares to model.losses."""
    strength = 1e-4 if beta is None else beta
    expect_strength(student(gradients_of_the_losses, hidden, 7, beta, training), strength, "hidden", 7)


@graded(points=0.5, seconds=SECONDS, hint="The output layer is a Dense layer as well: l2_dense(num_classes, beta).")
@given(hidden=few_hidden_sizes, beta=st.sampled_from([1.0, 0.5, 0.01]), training=modes)
@settings(max_examples=4)  # a model takes a while to build
def test_the_output_layer_has_l2(student, hidden, beta, training):
    """The output layer adds beta times the sum of its kernel's squares to model.losses."""
    expect_strength(student(gradients_of_the_losses, hidden, 7, beta, training), beta, "output", 7)


@probe()
def made_of_glass(model, width, constant, passed):
    """Set all weights such that the first `width` logits, less the last one, are hidden values, all else constant."""
    for weight in (*model.trainable_variables, *(weight for weight in model.weights if weight.ndim == 2)):
        shape = tuple(weight.shape)
        if shape == (width, width + 1):
            weight.assign(torch.eye(*shape))
        elif shape == (width, width):
            weight.assign(passed * torch.eye(width))
        else:
            weight.assign(torch.full(shape, constant / shape[0] if len(shape) == 2 else constant))
    return model


@probe()
def bright_and_dark(copies):
    """Return copies of a bright image and then as many of a dark one, so that batch normalization has a difference."""
    return torch.cat([torch.ones(copies, 28, 28, 1), torch.zeros(copies, 28, 28, 1)])


@probe()
def above_the_last(logits):
    """Return the logits without the last one, less the last one."""
    return logits[:, :-1] - logits[:, -1:]


@probe("the hidden values of build_regularized_keras_model(({width},)), given besides {given}, training=True")
def hidden_values(student, width, given, copies, recorded=True):
    model = made_of_glass(student.build_regularized_keras_model((width,), width + 1, **given), width, 1.0, 1.0)
    with torch.set_grad_enabled(recorded):
        return above_the_last(model(bright_and_dark(copies), training=True))[:copies]


def low(values):
    """Return which values are nearer to their column's least than to its largest, where these differ at all."""
    least, largest = values.min(0).values, values.max(0).values
    return (values < (least + largest) / 2) & (largest - least > 1e-3)


def levels(values, apart=1e-3):
    """Return for each column how many values it has that clearly differ."""
    ordered = values.sort(0).values
    span = ordered[-1] - ordered[0]
    return ((ordered[1:] - ordered[:-1]) > (apart * span).clamp(min=1e-6)).sum(0) + 1


def tolerance(p):
    """Return 7.5 standard deviations of the share of DRAWS draws that have probability `p`."""
    return 7.5 * (p * (1 - p) / DRAWS) ** 0.5


@probe("the numbers of weights of build_regularized_keras_model(), and with the defaults given by name, and its logits")
def defaults(student, images):
    build = student.build_regularized_keras_model
    models = [build(), build(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4)]
    return [*(model.count_params() for model in models), models[0](images)]


# Besides, two shares of DRAWS draws each, with the probability 0.2, may not be 7.5 standard deviations apart.
@graded(
    points=0.5,
    seconds=SECONDS,
    hint="Write hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4 into the function's head.",
    false_alarm=1e-12,
)
def test_the_defaults_are_those_of_the_task(student):
    """Without arguments it has two hidden layers of 256 units, drops values with p = 0.2 and gives 10 logits."""
    got = student(defaults, torch.zeros(1, 28, 28, 1))
    count, asked, output = expect_form(got, [int, int, object], expected="two numbers and logits")
    hint = "Keep the defaults: hidden_sizes=(256, 256) and num_classes=10."
    expect(count == asked, got=count, expected=asked, hint=hint)
    expect_tensor(output, shape=(1, 10), dtype=torch.float32, hint="num_classes is 10 unless it is given.")
    drawn = [expect_matrix(student(hidden_values, WIDTH, given, COPIES)) for given in ({}, {"p": 0.2})]
    if any(values.shape[1] != WIDTH for values in drawn):
        return  # num_classes does not count: another test asks
    drawn = expect_form(drawn, [torch.empty(COPIES, WIDTH)] * 2, expected=_("two outputs"))
    if int(levels(drawn[1].T).median()) == 1:
        return  # the units of an image are dropped together, if at all: another test asks
    left, given = (share(low(values)) for values in drawn)
    shown = [_("{share:.3f} of the values are dropped").format(share=dropped) for dropped in (left, given)]
    expect(abs(left - given) < 2**0.5 * tolerance(0.2), got=shown[0], expected=shown[1], hint="Keep the default p=0.2.")


@graded(
    points=1,
    seconds=SECONDS,
    hint="keras.layers.Dropout(p) after each hidden layer, none elsewhere.",
    false_alarm=1e-11,
)
def test_the_share_of_dropped_values_is_p(student):
    """In training mode the share of hidden values that are dropped is p, and no pixel and no logit is dropped."""
    for p, recorded in ((0.15, True), (0.93, False)):  # whether gradients are recorded does not matter
        got = student(hidden_values, WIDTH, {"p": p}, COPIES, recorded)
        got = expect_tensor(got, shape=(COPIES, WIDTH), dtype=torch.float32)
        dropped = share(low(got))
        known = {
            0.0: N_("Nothing is dropped in training mode: does the dropout see training=True?"),
            1 - p: N_("p is the probability of dropping, not of keeping."),
            1 - (1 - p) ** 2: N_("This is what two dropouts give: one is enough, and none behind the output layer."),
            0.5: N_("This is what p=0.5 gives; use the p that is given."),
        }
        hints = [text for value, text in known.items() if abs(dropped - value) < 0.009]
        shown = _("{share:.3f} of the values are dropped").format(share=dropped)
        expect(
            abs(dropped - p) < tolerance(p),
            got=shown,
            expected=_("about {share:.3f}").format(share=p),
            hint=hints[0] if hints else "",
        )
        # For copies of one image a unit has two values, dropped and kept, unless something else is left to chance.
        hint = "Only hidden values are dropped: no pixel of the input and no logit."
        expect(
            int(levels(got).median()) <= 2,
            got="more than two values",
            expected="two values, dropped and kept",
            hint=hint,
        )


@probe(
    "the hidden values of build_regularized_keras_model(({width},), p={p}), training=True, with one of the vectors of "
    "weights at 1 and all others at 0; and with p=0 and that vector at each of {strengths}"
)
def values_with_and_without_dropout(student, width, p, strengths):
    without, model = (student.build_regularized_keras_model((width,), width + 1, rate) for rate in (0.0, p))
    count = sum(tuple(weight.shape) == (width,) for weight in model.trainable_variables)
    batch, found = torch.ones(64, 28, 28, 1), []
    for number in range(count):
        found.append([])
        for own, strength in [*((without, strength) for strength in strengths), (model, 1.0)]:
            for weight in own.trainable_variables:
                shape = tuple(weight.shape)
                weight.assign(torch.eye(*shape) if shape == (width, width + 1) else torch.zeros(shape))
            lit = [weight for weight in own.trainable_variables if tuple(weight.shape) == (width,)][number]
            lit.assign(torch.full((width,), strength))
            found[-1].append(above_the_last(own(batch, training=True)))
    return found


def wrongly_dropped(dark, still, stronger, trained, p):
    """Return which values are neither zero nor scaled, where it may be an activation that is given them."""
    right = [torch.isclose(trained, value, rtol=1e-3, atol=1e-5) for value in (dark, still / (1 - p), stronger)]
    return ~(right[0] | right[1] | right[2] | (trained.abs() < 1e-5))


@graded(points=0.5, seconds=SECONDS, hint="What dropout keeps is multiplied by 1/(1-p): keras.layers.Dropout does so.")
@given(p=st.sampled_from([0.5, 0.25, 0.75, 0.0]))
@settings(max_examples=4)  # few cases
def test_a_hidden_value_is_zeroed_or_scaled(student, p):
    """In training mode a hidden value becomes 0 or 1/(1-p) times what it is otherwise."""
    # Of a layer's vectors of weights (the bias, the scale, the shift) the shift alone makes hidden values that are not
    # normalized away: it hides what comes before it, and nothing after.
    got = student(values_with_and_without_dropout, 32, p, [0.0, 1.0, 1 / (1 - p)])
    values = torch.empty(64, 32)
    got = expect_form(got, [[values] * 4, ...], expected="hidden values with and without dropout")
    lit = [values for values in got if values[1].abs().max() > 1e-3]
    if not lit or any(torch.allclose(values[3], values[1], rtol=1e-3, atol=1e-5) for values in lit):
        return  # dropout comes before batch normalization
    dark, still, stronger, trained = min(lit, key=lambda values: share(wrongly_dropped(*values, p)))
    wrong = wrongly_dropped(dark, still, stronger, trained, p)
    where = wrong.flatten().double().argmax()
    value, before, full = (part.flatten()[where].item() for part in (trained, still, still / (1 - p)))
    got = _("{value:.6g} for {before:.6g}").format(value=value, before=before)
    expect(not bool(wrong.any()), got=got, expected=_("0 or {value:.6g}").format(value=full))


@probe("the hidden values of build_regularized_keras_model({hidden_sizes}, p={p}), training=True, in two calls")
def values_of_two_layers(student, hidden_sizes, p, copies):
    width = hidden_sizes[-1]
    model = made_of_glass(student.build_regularized_keras_model(hidden_sizes, width + 1, p), width, 0.1, 0.01)
    batch = bright_and_dark(copies)
    return [above_the_last(model(batch, training=True))[:copies] for _number in range(2)]


def shares_of_levels(values):
    """Return which share of the values is their column's commonest value, which the next, and what remains."""
    ordered = values.sort(0).values
    margin = (1e-3 * (ordered[-1] - ordered[0])).clamp(min=1e-6)
    number = torch.cat([torch.zeros(1, values.shape[1]), (ordered[1:] - ordered[:-1] > margin).cumsum(0).double()])
    counts = torch.stack([(number == level).sum(0) for level in range(int(number.max()) + 1)]).sort(0).values
    first, second = (counts[-place].sum().item() / values.numel() if len(counts) >= place else 0.0 for place in (1, 2))
    return first, second, 1 - first - second


def distance_from_two_equal_layers(shares, p):
    """Return how far off the shares are, at least, that two layers give which drop with one probability, if not `p`."""
    steps = [p] if abs(shares[0] - p) < 0.03 else [step / 1000 for step in range(1001)]
    right = [sorted([p, p * (1 - p), (1 - p) ** 2], reverse=True) for p in steps]
    return min(max(abs(a - b) for a, b in zip(shares, one, strict=True)) for one in right)


def expect_values_of_two_calls(got):
    """Return `got` when it is what `values_of_two_layers` should return; raise `Mismatch` otherwise."""
    return expect_form(got, [torch.empty(COPIES, WIDTH)] * 2, expected="hidden values of two calls")


@graded(points=1, seconds=SECONDS, hint="Put a Dropout layer inside the loop over hidden_sizes.", false_alarm=1e-12)
def test_every_hidden_layer_drops_on_its_own(student):
    """In training mode the values of every hidden layer are dropped, each value of each image on its own."""
    # All kernels are constant, so that without the last layer's dropout all units of an image agree, and without that
    # of the first the units that are kept agree in all images. With both, chance decides 32,768 values.
    got, again = expect_values_of_two_calls(student(values_of_two_layers, (48, WIDTH), 0.2, COPIES))
    below = low(got.T).T  # which units are dropped, image by image
    last, patterns = share(below.any(1)) > 0.5, len(torch.unique(below, dim=0)) > COPIES / 4
    first = int(levels(got, 1e-4).median()) > 3
    expect(last, got="the units of the last hidden layer are not dropped", expected="dropout after each layer")
    expect(patterns, got="one mask for all images", expected="a mask for each image")
    expect(first, got="the units of the first hidden layer are not dropped", expected="dropout after each layer")
    fresh = not torch.equal(low(again.T).T, below)
    expect(fresh, got="the same mask in two calls", expected="a new mask in each call", hint="Draw anew at each call.")
    # Now the second layer passes on a little of the first one's values, and both drop nine of ten: of the values that
    # the second layer keeps, one in ten is kept by the first as well. Chance moves these shares by 0.002.
    got, again = expect_values_of_two_calls(student(values_of_two_layers, (WIDTH, WIDTH), 0.9, COPIES))
    shares = shares_of_levels(got)
    # A unit has three values. Two come from a common mask, or from an activation that is flat there, which it is not
    # unless another share is dropped; more come from other mistakes, such as logits that are dropped.
    number, kept = int(levels(got).median()), 1 - shares[0]
    common = number == 2 and 0.02 < kept < 0.2
    apart = number in (3, 4) and distance_from_two_equal_layers(shares, 0.9) > 0.015
    hint = "Each layer draws a mask of its own, with the same p: one Dropout(p) for each, without a seed."
    shown = "one mask for both layers" if common else "another p in each layer"
    expect(not common and not apart, got=shown, expected="for each layer a mask of its own, with one p", hint=hint)


@probe("the weights that are not trained, before and after a call with training={training}")
def moving_statistics(student, hidden_sizes, num_classes, training):
    model = spread_out(student.build_regularized_keras_model(hidden_sizes, num_classes))
    kept = [weight for weight in model.non_trainable_variables if weight.ndim == 1]
    kept = [weight for weight in kept if "float" in str(weight.dtype)]
    before = [weight.value.detach().clone() for weight in kept]
    model(3 * torch.rand(32, 28, 28, 1), training=training)
    changed = [not torch.equal(weight.value.detach(), old) for weight, old in zip(kept, before, strict=True)]
    return [[int(weight.shape[0]), now] for weight, now in zip(kept, changed, strict=True)]


@graded(
    points=1,
    seconds=SECONDS,
    hint="keras.layers.BatchNormalization() after each hidden Dense layer, none after the output layer.",
)
@given(hidden=st.sampled_from([(7,), (12, 12), (24, 12, 8)]))
@settings(max_examples=3)  # few cases
def test_every_hidden_layer_has_batch_normalization(student, hidden):
    """In training mode every hidden layer's moving mean and variance are updated, and there are no others."""
    got = student(moving_statistics, hidden, 7, True)
    statistics = expect_form(got, [[int, bool], ...], expected="sizes and facts")
    changed = collections.Counter(size for size, moves in statistics if moves)
    wanted = collections.Counter([*hidden, *hidden])
    for size in sorted(wanted | changed):
        hint = ""
        if changed[size] > wanted[size]:
            hint = "BatchNormalization once after each hidden layer: the input and the logits are not normalized."
        shown, right = (
            _("{count} updated statistics of {size} values").format(count=counts[size], size=size)
            for counts in (changed, wanted)
        )
        expect(changed[size] == wanted[size], got=shown, expected=right, hint=hint)
    got = student(moving_statistics, hidden, 7, False)
    again = expect_form(got, [[int, bool] for _statistic in statistics], expected="sizes and facts")
    still = not any(moves for _size, moves in again)
    expect(still, got="statistics that change with training=False", expected="statistics that stay")


@probe("the logits of one image in a batch, in the same batch again and in another one, with p=0 and training=True")
def logits_in_batches(student, first, second):
    model = spread_out(student.build_regularized_keras_model((16,), 10, 0.0))
    other = torch.cat([first[: -len(second)], second])
    return [model(batch, training=True)[0] for batch in (first, first, other)]


@graded(
    points=0.5,
    seconds=SECONDS,
    hint="Do not pass training to BatchNormalization yourself, and leave it trainable.",
)
def test_in_training_mode_the_batch_normalizes(student):
    """In training mode the hidden values are normalized by their batch, and by nothing that came before."""
    for size, others in ((16, 15), (160, 60)):  # in the larger batch, images far from the one that is looked at
        got = student(logits_in_batches, channels_last(some_digits(size)), torch.rand(others, 28, 28, 1))
        one, again, other = expect_form(got, [torch.empty(10)] * 3, expected="three outputs")
        same, unmoved = (torch.allclose(one, logits, rtol=1e-3, atol=1e-4) for logits in (again, other))
        expect(same, got="other logits in the same batch", expected="the same logits in the same batch")
        expect(not unmoved, got="the same logits in another batch", expected="other logits in another batch")


@probe(
    "build_regularized_keras_model(p=0.5), training=False by default, given {images} together, again, and one by one; "
    "and together and one by one before the moving statistics moved"
)
def still_outputs(student, images):
    model = spread_out(student.build_regularized_keras_model((32, 32), 10, 0.5))
    kept = [weight for weight in model.non_trainable_variables if "float" in str(weight.dtype)]
    before = [weight.value.detach().clone() for weight in kept]
    fresh, fresh_one_by_one = model(images), torch.cat([model(image[None]) for image in images])
    for _number in range(3):
        model(torch.rand(16, 28, 28, 1), training=True)
    moved = any(not torch.equal(weight.value.detach(), old) for weight, old in zip(kept, before, strict=True))
    one_by_one = torch.cat([model(image[None]) for image in images])
    if isinstance(model, torch.nn.Module):
        model.train()  # PyTorch's mode, which is none of Keras's
    return [model(images), model(images, training=False), one_by_one, fresh, fresh_one_by_one, moved]


@graded(
    points=0.5, seconds=SECONDS, hint="Let Keras tell the layers whether they train: no training=True inside the model."
)
@given(images=images().map(channels_last))
@settings(max_examples=4)  # nothing but the images varies
def test_in_inference_each_image_has_its_own_fixed_logits(student, images):
    """Without training=True an image has its own fixed logits at every call, by the moving averages."""
    form = [torch.empty(len(images), 10)] * 5 + [bool]
    first, again, single, fresh, fresh_single, move = expect_form(
        student(still_outputs, images), form, expected="five outputs and a fact"
    )
    expect_close(again, first, rtol=1e-3, atol=1e-4)
    expect_close(single, first, rtol=1e-3, atol=1e-4)
    expect_close(fresh_single, fresh, rtol=1e-3, atol=1e-4)
    if move:  # whether they do is asked by another test
        heard = bool((first - fresh).abs().max() > 1e-5 * first.abs().max())
        hint = "In inference batch normalization takes the moving mean and variance."
        expect(heard, got="logits to which the moving averages do not matter", expected="other logits", hint=hint)


@probe("the logits of build_regularized_keras_model(num_classes=40) with its output kernel times each of {factors}")
def logits_by_the_output_kernel(student, images, factors):
    model = spread_out(student.build_regularized_keras_model((32, 32), 40, 0.0))
    kernels = [weight for weight in model.weights if weight.ndim == 2 and weight.shape[-1] == 40]
    if not kernels:
        return [model(images) for _factor in factors]
    kernel = kernels[0]
    start, found = kernel.value.detach().clone(), []
    for factor in factors:
        kernel.assign(factor * start)
        found.append(model(images))
    return found


@graded(
    points=0.5,
    seconds=SECONDS,
    hint="No activation on the output layer: the loss, with from_logits=True, applies softmax itself.",
)
def test_the_logits_are_no_probabilities(student):
    """The model gives raw logits: twice the output kernel gives logits that lie twice as far apart."""
    # log_softmax would do as well: it takes the same number from all logits of an image.
    images = torch.rand(2, 28, 28, 1, generator=torch.Generator().manual_seed(0))
    got = student(logits_by_the_output_kernel, images, [0.0, 10.0, -20.0])  # as large as after a long training
    outputs = expect_form(got, [torch.empty(2, 40)] * 3, expected="three outputs")
    centered = [logits - logits.mean(1, keepdim=True) for logits in outputs]
    up, down = centered[1] - centered[0], centered[2] - centered[0]
    largest = up.abs().max().item()
    expect(largest > 1e-3, got="logits to which the output kernel does not matter", expected="other logits")
    linear = torch.allclose(down, -2 * up, rtol=1e-3, atol=1e-3 * largest)
    expect(linear, got="not linear in the output kernel", expected="logits that are linear in the output kernel")


@probe("the logits of build_regularized_keras_model((256, 256), 7) as one hidden kernel moves on a straight line")
def logits_along_lines(student, images, small):
    model = student.build_regularized_keras_model((256, 256), 7, 0.0)
    kernels = {tuple(weight.shape): weight for weight in model.weights if weight.ndim == 2}
    for weight in model.trainable_variables:
        shape = tuple(weight.shape)
        weight.assign(torch.full(shape, 0.5) if len(shape) == 1 else 4 / shape[0] ** 0.5 * torch.randn(shape))
    first, second = (kernels.get(shape) for shape in ((784, 256), (256, 256)))
    if first is None or second is None:
        return "kernels of other shapes"
    starts = [kernel.value.detach().clone() for kernel in (first, second)]
    lines = []
    for moving, ends, later in ((first, starts[0], small), (second, starts[1], 1.0)):
        # What comes later sees so little of it that it is as good as linear.
        second.assign(later * starts[1])
        other, line = 4 / ends.shape[0] ** 0.5 * torch.randn(ends.shape), []
        for kernel in (ends, other, (ends + other) / 2):
            moving.assign(kernel)
            line.append(model(images))
        lines.append(torch.stack(line))
    return lines


@graded(points=0.5, seconds=SECONDS, hint="Put an activation, such as ReLU, into each hidden layer.")
def test_it_is_more_than_a_linear_map(student):
    """The model is not linear: each hidden layer has an activation."""
    images = torch.rand(2, 28, 28, 1, generator=torch.Generator().manual_seed(0))
    got = student(logits_along_lines, images, 3e-4)
    words = _("three outputs for each of two hidden layers")
    for first, second, middle in expect_form(got, [torch.empty(3, 2, 7)] * 2, expected=words):
        bend = (middle - (first + second) / 2).abs().max() / (first - second).abs().max().clamp(min=1e-12)
        expect(
            bool(bend > 0.01), got="a hidden layer without activation", expected="an activation in each hidden layer"
        )


@probe("two models of build_regularized_keras_model({hidden}): what they share")
def two_models(student, hidden):
    given = list(hidden)
    models = [student.build_regularized_keras_model(given) for _number in range(2)]
    seeded = seeds_set_by(lambda: student.build_regularized_keras_model(given))
    first, second = ([weight.value.detach() for weight in model.weights if weight.ndim == 2] for model in models)
    facts = {
        "the same model twice": models[0] is models[1],
        "a weight that both models have": any(a is b for a in models[0].weights for b in models[1].weights),
        "the same weights twice": any(torch.equal(a, b) for a, b in zip(first, second, strict=True)),
        "weights that are all alike": any(bool((kernel == kernel[0, 0]).all()) for kernel in first),
        "torch's generator was seeded": seeded[0],
        "Python's generator was seeded": seeded[1],
        "NumPy's generator was seeded": seeded[2],
        "the given list was changed": given != list(hidden),
    }
    return [name for name, fact in facts.items() if fact]


@graded(points=0.5, seconds=SECONDS, hint="Build new layers at each call; set no seed, and only read the arguments.")
def test_every_call_gives_a_new_model(student):
    """Each call returns a new model with new random weights, and touches no argument and no seed."""
    expect_none(student(two_models, [16, 8]), expected="a new model, and nothing else changed")


@probe("the Dense kernels that fit() leaves as they were")
def kernels_after_fit(student, images, labels):
    import keras

    model = student.build_regularized_keras_model((16, 8), 10, 0.2, 0.0)  # no penalty moves a kernel
    kernels = [weight for weight in model.weights if weight.ndim == 2]
    before = [kernel.value.detach().clone() for kernel in kernels]
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False)
    model.fit(images.numpy(), labels.numpy(), batch_size=32, epochs=1, verbose=0)
    return [torch.equal(kernel.value.detach(), old) for kernel, old in zip(kernels, before, strict=True)]


@probe("how a step of fit() with SGD moves the kernels, and how it should: down the gradient of the loss with penalty")
def steps_of_fit(student, images, labels, rate):
    import keras

    model = student.build_regularized_keras_model((16, 8), 10, 0.0, 0.5)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(rate), loss, jit_compile=False)
    kernels = [weight for weight in model.weights if weight.ndim == 2 and weight.value.requires_grad]
    total = loss(labels, model(images, training=True)) + sum(model.losses)
    slopes = gradients_at(total, [kernel.value for kernel in kernels])
    before = [kernel.value.detach().clone() for kernel in kernels]
    model.fit(images.numpy(), labels.numpy(), batch_size=len(images), epochs=1, verbose=0)
    moves = [kernel.value.detach() - old for kernel, old in zip(kernels, before, strict=True)]
    wanted = [
        torch.zeros_like(move) if slope is None else -rate * slope for move, slope in zip(moves, slopes, strict=True)
    ]
    return [list(pair) for pair in zip(moves, wanted, strict=True)]


@graded(points=0.5, seconds=SECONDS, hint="Leave the layers trainable, and training to Keras: fit adds model.losses.")
def test_fit_trains_every_layer(student):
    """With compile and fit every Dense layer learns, by the loss of the data plus the penalty, counted once."""
    images = channels_last(some_digits(64))
    got = student(kernels_after_fit, images, torch.arange(64) % 10)
    still = expect_form(got, [bool, ...], expected="a fact for each kernel")
    text = _("{count} of {total} kernels stay as they were").format(count=sum(still), total=len(still))
    expect(still != [] and not any(still), got=text, expected="every kernel changes")
    words = _("how far each kernel moves, and how far it should")
    got = student(steps_of_fit, images, torch.arange(64) % 10, 0.01)
    for moved, wanted in expect_form(got, [[object, object]] * len(still), expected=words):
        right = expect_matrix(wanted)
        expect_close(moved, right, rtol=0.02, atol=0.02 * right.abs().max().item() + 1e-9)
