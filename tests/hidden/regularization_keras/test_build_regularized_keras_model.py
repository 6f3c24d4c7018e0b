"""build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4): 10 points.

What the model does is asked, not which classes it is made of. Free are the order of batch normalization, activation and
dropout within a hidden layer, the activation, and whether biases are regularized, or left out, or start at 0. Kernels
are told by their two dimensions, moving statistics by being weights that are not trained.

To see dropout, all kernels, biases, scales and shifts are set, so that each hidden value is the same positive number
for copies of one image, and the output layer passes the hidden values on. In training mode they then take two values,
also where batch normalization follows the dropout.
"""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.student.language import N_, _
from autograder.testing import expect, expect_close, expect_tensor, graded, probe
from tests.hidden.checks import listed, share
from tests.hidden.keras_layers import channels_last
from tests.hidden.strategies import hidden_sizes, images
from tests.hidden.training import some_digits

SECONDS = 40  # a test takes less than 2 on an idle machine; a model takes many small steps to build
WIDTH = 64
COPIES = 512
DRAWS = COPIES * WIDTH

few_hidden_sizes = st.lists(st.sampled_from([8, 5, 12]), min_size=1, max_size=3).map(tuple)


@probe("build_regularized_keras_model({hidden_sizes}, {num_classes}), given {images}")
def logits(student, hidden_sizes, num_classes, images):
    return student.build_regularized_keras_model(hidden_sizes, num_classes)(images)


@probe("the numbers of weights of build_regularized_keras_model(), and with the defaults given, and its logits")
def defaults(student, images):
    build = student.build_regularized_keras_model
    models = [build(), build((256, 256), 10, 0.2, 1e-4)]
    return [*(model.count_params() for model in models), models[0](images)]


@graded(points=0.5, seconds=SECONDS, hint="Flatten the images first, and let the output layer have num_classes units.")
@given(hidden=hidden_sizes, num_classes=st.integers(2, 12), images=images().map(channels_last))
@settings(max_examples=8)  # a model takes a while to build
def test_it_gives_one_logit_per_class(student, hidden, num_classes, images):
    """For images (N, 28, 28, 1) the model gives logits (N, num_classes), whatever the hidden sizes."""
    got = student(logits, hidden, num_classes, images)
    expect_tensor(got, shape=(len(images), num_classes), dtype=torch.float32, hint="")


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
    got = student(state)
    facts = isinstance(got, list) and len(got) == 4 and all(type(fact) is bool for fact in got)
    expect(facts, got=got, expected="four facts")
    expect(got[0], got="no keras.Model", expected="a keras.Model")
    expect(got[1] and got[2], got="a model that is not built yet", expected="a built model")
    expect(not got[3], got="a compiled model", expected="a model that is not compiled")


@probe("the numbers of weights with the hidden sizes {sizes}")
def numbers_of_weights(student, sizes):
    return [student.build_regularized_keras_model(hidden).count_params() for hidden in sizes]


def expect_increasing(got, count):
    numbers = isinstance(got, list) and len(got) == count and all(type(number) is int for number in got)
    expect(numbers and sorted(set(got)) == got, got=got, expected="numbers, each larger than the one before")


@graded(
    points=0.5,
    seconds=SECONDS,
    hint="Each entry of hidden_sizes is the width of one hidden layer, with weights of its own.",
)
@given(sizes=few_hidden_sizes, data=st.data())
@settings(max_examples=6)  # a model takes a while to build
def test_every_hidden_size_counts(student, sizes, data):
    """A larger number anywhere in hidden_sizes, or one number more, gives a model with more weights."""
    where = data.draw(st.integers(0, len(sizes) - 1))
    larger = tuple(2 * size if i == where else size for i, size in enumerate(sizes))
    expect_increasing(student(numbers_of_weights, [sizes, larger]), 2)
    expect_increasing(student(numbers_of_weights, [(8,) * count for count in (1, 2, 3, 4)]), 4)


@graded(points=0.5, seconds=SECONDS, hint="Write hidden_sizes=(256, 256), num_classes=10 into the function's head.")
def test_the_defaults_are_those_of_the_task(student):
    """Without arguments it has two hidden layers of 256 units and gives 10 logits."""
    got = student(defaults, torch.zeros(1, 28, 28, 1))
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="two numbers and logits")
    hint = "Keep the defaults: hidden_sizes=(256, 256) and num_classes=10."
    expect(got[0] == got[1], got=got[0], expected=got[1], hint=hint)
    expect_tensor(got[2], shape=(1, 10), dtype=torch.float32, hint="num_classes is 10 unless it is given.")


@probe()
def spread_out(model):
    """Give every trained weight a random value of its own."""
    for weight in model.trainable_variables:
        weight.assign(0.3 * torch.randn(tuple(weight.shape)))
    return model


@probe("the gradient of sum(model.losses) for hidden sizes {hidden_sizes}, {num_classes} classes and beta = {beta}")
def gradients_of_the_losses(student, hidden_sizes, num_classes, beta):
    how = {} if beta is None else {"beta": beta}
    model = spread_out(student.build_regularized_keras_model(hidden_sizes, num_classes, **how))
    model(torch.rand(2, 28, 28, 1))
    kernels = [weight.value for weight in model.weights if weight.ndim == 2]
    gradients = [torch.zeros_like(kernel) for kernel in kernels]
    learns = [number for number, kernel in enumerate(kernels) if kernel.requires_grad]
    total = sum(model.losses, 0.0)
    if isinstance(total, torch.Tensor) and total.requires_grad and learns:
        found = torch.autograd.grad(total, [kernels[number] for number in learns], allow_unused=True)
        for number, gradient in zip(learns, found, strict=True):
            gradients[number] = gradients[number] if gradient is None else gradient
    return [[kernel, gradient] for kernel, gradient in zip(kernels, gradients, strict=True)]


def expect_strength(got, beta, wanted, classes):
    """Raise `Mismatch` unless the kernels' gradients are 2·beta times their values.

    Args:
        wanted: which of the kernels to look at: "hidden", or "output", with as many columns as there are `classes`.
    """
    pairs = isinstance(got, list) and got and all(isinstance(pair, list) and len(pair) == 2 for pair in got)
    expect(bool(pairs), got=got, expected="the kernels and their gradients")
    tensors = [part for pair in got for part in pair]
    fit = all(isinstance(part, torch.Tensor) and part.ndim == 2 and part.dtype == torch.float32 for part in tensors)
    expect(fit and all(a.shape == b.shape for a, b in got), got=got, expected="the kernels and their gradients")
    chosen = [pair for pair in got if (pair[0].shape[1] == classes) == (wanted == "output")]
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
@given(hidden=few_hidden_sizes, beta=st.sampled_from([1.0, 0.5, 0.01, 0.0, None]))
@settings(max_examples=6)  # a model takes a while to build
def test_every_hidden_dense_layer_has_l2(student, hidden, beta):
    """Each hidden Dense layer adds beta times the sum of its kernel's squares to model.losses."""
    strength = 1e-4 if beta is None else beta
    expect_strength(student(gradients_of_the_losses, hidden, 7, beta), strength, "hidden", 7)


@graded(points=0.5, seconds=SECONDS, hint="The output layer is a Dense layer as well: l2_dense(num_classes, beta).")
@given(hidden=few_hidden_sizes, beta=st.sampled_from([1.0, 0.5, 0.01]))
@settings(max_examples=4)  # a model takes a while to build
def test_the_output_layer_has_l2(student, hidden, beta):
    """The output layer adds beta times the sum of its kernel's squares to model.losses."""
    expect_strength(student(gradients_of_the_losses, hidden, 7, beta), beta, "output", 7)


@probe()
def made_of_glass(model, hidden):
    """Set the output kernel to the identity, so that the logits are hidden values, all other kernels to constants.

    All else is 1, or, if `hidden` is 0, such that what comes before batch normalization is 0.
    """
    for weight in model.trainable_variables:
        shape = tuple(weight.shape)
        if weight.ndim == 1:
            weight.assign(torch.full(shape, hidden if weight.name in ("gamma", "bias") else 1.0))
        elif shape[0] == shape[1]:  # the output layer's alone, in whatever order they come
            weight.assign(torch.eye(shape[0]))
        else:
            weight.assign(torch.full(shape, hidden / shape[0]))
    return model


@probe("build_regularized_keras_model(({width},), {width}, p={p}) with the identity as output kernel, training=True")
def hidden_values(student, width, p, copies):
    model = made_of_glass(student.build_regularized_keras_model((width,), width, p), 1.0)
    return model(torch.ones(copies, 28, 28, 1), training=True)


def low(values):
    """Return which values are nearer to their column's least than to its largest, where these differ at all."""
    least, largest = values.min(0).values, values.max(0).values
    return (values < (least + largest) / 2) & (largest - least > 1e-3)


def tolerance(p):
    """Return 7.5 standard deviations of the share of DRAWS draws that have probability `p`."""
    return 7.5 * (p * (1 - p) / DRAWS) ** 0.5


@graded(
    points=1,
    seconds=SECONDS,
    hint="keras.layers.Dropout(p) after each hidden layer, none elsewhere.",
    false_alarm=1e-11,
)
def test_the_share_of_dropped_values_is_p(student):
    """In training mode the share of hidden values that are dropped is p."""
    for p in (0.2, 0.7):
        got = expect_tensor(student(hidden_values, WIDTH, p, COPIES), shape=(COPIES, WIDTH), dtype=torch.float32)
        dropped = share(low(got))
        known = {
            0.0: N_("Nothing is dropped in training mode: does the dropout see training=True?"),
            1 - p: N_("p is the probability of dropping, not of keeping."),
            1 - (1 - p) ** 2: N_("This is what two dropouts give: one is enough, and none behind the output layer."),
            0.5: N_("This is what p=0.5 gives; use the p that is given."),
        }
        hints = [text for value, text in known.items() if abs(dropped - value) < 0.009]
        got = _("{share:.3f} of the values are dropped").format(share=dropped)
        expect(
            abs(dropped - p) < tolerance(p),
            got=got,
            expected=_("about {share:.3f}").format(share=p),
            hint=hints[0] if hints else "",
        )


@probe("the hidden values of build_regularized_keras_model(({width},), {width}, p={p}), training=False, then True")
def values_in_both_modes(student, width, p):
    model = made_of_glass(student.build_regularized_keras_model((width,), width, p), 0.0)
    batch = torch.ones(64, 28, 28, 1)
    return [model(batch, training=False), model(batch, training=True)]


@graded(points=0.5, seconds=SECONDS, hint="What dropout keeps is multiplied by 1/(1-p): keras.layers.Dropout does so.")
@given(p=st.sampled_from([0.5, 0.2, 0.8, 0.0]))
@settings(max_examples=4)  # few cases
def test_a_hidden_value_is_zeroed_or_scaled(student, p):
    """In training mode a hidden value becomes 0 or 1/(1-p) times what it is otherwise."""
    # Batch normalization gives its shift of 1 here, in both modes: it hides what comes before it, and nothing after.
    got = student(values_in_both_modes, 32, p)
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="hidden values in both modes")
    still, trained = (expect_tensor(part, shape=(64, 32), dtype=torch.float32) for part in got)
    if torch.allclose(trained, still, rtol=1e-3, atol=1e-5):  # dropout comes before batch normalization
        return
    kept = still / (1 - p)
    right = torch.isclose(trained, kept, rtol=1e-3, atol=1e-5) | (trained.abs() < 1e-5)
    where = (~right).flatten().double().argmax()
    value, before, full = (part.flatten()[where].item() for part in (trained, still, kept))
    got = _("{value:.6g} for {before:.6g}").format(value=value, before=before)
    expect(bool(right.all()), got=got, expected=_("0 or {value:.6g}").format(value=full))


@probe("the hidden values of build_regularized_keras_model((48, {width}), {width}, p=0.2), training=True")
def values_of_two_layers(student, width, copies):
    model = made_of_glass(student.build_regularized_keras_model((48, width), width, 0.2), 1.0)
    return model(torch.ones(copies, 28, 28, 1), training=True)


@graded(points=1, seconds=SECONDS, hint="Put a Dropout layer inside the loop over hidden_sizes.", false_alarm=1e-12)
def test_every_hidden_layer_drops_on_its_own(student):
    """In training mode the values of every hidden layer are dropped, each value of each image on its own."""
    # All kernels are constant, so that without the last layer's dropout all units of an image agree, and without that
    # of the first the units that are kept agree in all images. With both, chance decides 32,768 values.
    got = student(values_of_two_layers, WIDTH, COPIES)
    got = expect_tensor(got, shape=(COPIES, WIDTH), dtype=torch.float32)
    below = low(got.T).T  # which units are dropped, image by image
    last, patterns = share(below.any(1)) > 0.5, len(torch.unique(below, dim=0)) > COPIES / 4
    first = sum(len(torch.unique((column * 1e3).round())) > 3 for column in got.T) > WIDTH / 2
    expect(last, got="the units of the last hidden layer are not dropped", expected="dropout after each layer")
    expect(patterns, got="one mask for all images", expected="a mask for each image")
    expect(first, got="the units of the first hidden layer are not dropped", expected="dropout after each layer")


@probe("the weights that are not trained, before and after a call with training={training}")
def moving_statistics(student, hidden_sizes, num_classes, training):
    model = spread_out(student.build_regularized_keras_model(hidden_sizes, num_classes))
    kept = [weight for weight in model.non_trainable_variables if weight.ndim == 1]
    kept = [weight for weight in kept if "float" in str(weight.dtype)]
    before = [weight.value.detach().clone() for weight in kept]
    model(3 * torch.rand(32, 28, 28, 1), training=training)
    changed = [not torch.equal(weight.value.detach(), old) for weight, old in zip(kept, before, strict=True)]
    return [[int(weight.shape[0]), now] for weight, now in zip(kept, changed, strict=True)]


def expect_statistics(got):
    """Return the sizes of the statistics that changed; raise `Mismatch` unless `got` is a list of sizes and facts."""
    pairs = isinstance(got, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in got)
    typed = pairs and all(type(size) is int and type(changed) is bool for size, changed in got)
    expect(typed, got=got, expected="sizes and facts")
    return [size for size, changed in got if changed]


@graded(
    points=1,
    seconds=SECONDS,
    hint="keras.layers.BatchNormalization() after each hidden Dense layer, none after the output layer.",
)
@given(hidden=st.sampled_from([(12,), (12, 8), (24, 12, 8)]))
@settings(max_examples=3)  # few cases
def test_every_hidden_layer_has_batch_normalization(student, hidden):
    """In training mode every hidden layer's moving mean and variance are updated, and the output layer has none."""
    got = student(moving_statistics, hidden, 7, True)
    changed = expect_statistics(got)
    for size in hidden:
        count = changed.count(size)
        shown = _("{count} updated statistics of {size} values").format(count=count, size=size)
        expect(count >= 2, got=shown, expected="a mean and a variance for each hidden layer")
    hint = "The logits are not normalized: no BatchNormalization behind the output layer."
    expect(7 not in changed, got="statistics of the logits", expected="none", hint=hint)
    still = expect_statistics(student(moving_statistics, hidden, 7, False))
    expect(not still, got="statistics that change with training=False", expected="statistics that stay")


@probe("the logits of one image in a batch, in the same batch again and in another one, with p=0 and training=True")
def logits_in_batches(student, first, second):
    model = spread_out(student.build_regularized_keras_model((16,), 10, 0.0))
    return [model(batch, training=True)[0] for batch in (first, first, torch.cat([first[:1], second]))]


@graded(
    points=0.5,
    seconds=SECONDS,
    hint="Do not pass training to BatchNormalization yourself, and leave it trainable.",
)
def test_in_training_mode_the_batch_normalizes(student):
    """In training mode the hidden values are normalized by their batch, and by nothing that came before."""
    got = student(logits_in_batches, channels_last(some_digits(16)), torch.rand(15, 28, 28, 1))
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="three outputs")
    one, again, other = (expect_tensor(output, shape=(10,), dtype=torch.float32) for output in got)
    same, unmoved = (torch.allclose(one, logits, rtol=1e-3, atol=1e-4) for logits in (again, other))
    expect(same, got="other logits in the same batch", expected="the same logits in the same batch")
    expect(not unmoved, got="the same logits in another batch", expected="other logits in another batch")


@probe(
    "build_regularized_keras_model(p=0.5), training=False by default, given {images} together, again, and one by one"
)
def still_outputs(student, images):
    model = spread_out(student.build_regularized_keras_model((32, 32), 10, 0.5))
    model(torch.rand(16, 28, 28, 1), training=True)
    return [model(images), model(images, training=False), torch.cat([model(image[None]) for image in images])]


@graded(
    points=0.5, seconds=SECONDS, hint="Let Keras tell the layers whether they train: no training=True inside the model."
)
@given(images=images().map(channels_last))
@settings(max_examples=4)  # nothing but the images varies
def test_in_inference_each_image_has_its_own_fixed_logits(student, images):
    """Without training=True an image's logits are the same at every call and do not depend on the other images."""
    got = student(still_outputs, images)
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="three outputs")
    first, again, single = (expect_tensor(output, shape=(len(images), 10), dtype=torch.float32) for output in got)
    expect_close(again, first, rtol=1e-3, atol=1e-4)
    expect_close(single, first, rtol=1e-3, atol=1e-4)


@probe("build_regularized_keras_model(num_classes=40), given two images and the one between them")
def outputs_on_a_line(student, ends):
    model = spread_out(student.build_regularized_keras_model((32, 32), 40, 0.5))
    for weight in model.trainable_variables:
        if weight.shape[-1] == 40:  # those of the output layer: logits as large as after a long training
            weight.assign(20 * weight.value.detach())
    return model(torch.cat([ends, (ends[:1] + ends[1:]) / 2]))


def line_of_outputs(student):
    """Return the outputs for two images, one after the other, and the one halfway between them."""
    ends = torch.rand(2, 28, 28, 1, generator=torch.Generator().manual_seed(0))
    return expect_tensor(student(outputs_on_a_line, ends), shape=(3, 40), dtype=torch.float32)


@graded(
    points=0.5,
    seconds=SECONDS,
    hint="No activation on the output layer: the loss, with from_logits=True, applies softmax itself.",
)
def test_the_logits_are_no_probabilities(student):
    """The model gives raw logits: they do not sum to 1, and some are negative while others are beyond 1."""
    got = line_of_outputs(student)
    expect(bool((got < 0).any() and (got > 1).any()), got=got, expected="logits below 0 and logits above 1")


@graded(points=0.5, seconds=SECONDS, hint="Put an activation, such as ReLU, into each hidden layer.")
def test_it_is_more_than_a_linear_map(student):
    """The model is not linear: it has activations."""
    first, second, middle = line_of_outputs(student)
    bend = (middle - (first + second) / 2).abs().max() / (first - second).abs().max().clamp(min=1e-12)
    expect(bool(bend > 1e-4), got="linear: halfway between two images come their mean logits", expected="not linear")


@probe("two models of build_regularized_keras_model({hidden}): what they share")
def two_models(student, hidden):
    given = list(hidden)
    models = [student.build_regularized_keras_model(given) for _number in range(2)]
    torch.manual_seed(1)
    student.build_regularized_keras_model(given)
    drawn = torch.rand(()).item()
    torch.manual_seed(2)
    student.build_regularized_keras_model(given)
    pairs = [[weight.value.detach() for weight in model.weights if weight.ndim == 2] for model in models]
    return {
        "the same model twice": models[0] is models[1],
        "the same weights twice": all(torch.equal(a, b) for a, b in zip(*pairs, strict=True)),
        "torch's generator was seeded": torch.rand(()).item() == drawn,
        "the given list was changed": given != list(hidden),
    }


@graded(points=0.5, seconds=SECONDS, hint="Build new layers at each call; set no seed, and only read the arguments.")
def test_every_call_gives_a_new_model(student):
    """Each call returns a new model with new random weights, and touches no argument and no seed."""
    got = student(two_models, [16, 8])
    facts = isinstance(got, dict) and all(type(fact) is bool for fact in got.values())
    expect(facts, got=got, expected="four facts")
    wrong = [str(name) for name, fact in got.items() if fact]
    expect(not wrong, got=listed(wrong), expected="a new model, and nothing else changed")


@probe("the Dense kernels that fit() leaves as they were")
def kernels_after_fit(student, images, labels):
    import keras

    model = student.build_regularized_keras_model((16, 8), 10, 0.2, 0.0)  # no penalty moves a kernel
    kernels = [weight for weight in model.weights if weight.ndim == 2]
    before = [kernel.value.detach().clone() for kernel in kernels]
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False)
    model.fit(images.numpy(), labels.numpy(), batch_size=32, epochs=1, verbose=0)
    return [torch.equal(kernel.value.detach(), old) for kernel, old in zip(kernels, before, strict=True)]


@graded(points=0.5, seconds=SECONDS, hint="Leave the layers trainable.")
def test_fit_trains_every_layer(student):
    """With compile and fit every Dense layer learns."""
    images = channels_last(some_digits(64))
    got = student(kernels_after_fit, images, torch.arange(64) % 10)
    facts = isinstance(got, list) and got and all(type(fact) is bool for fact in got)
    expect(bool(facts), got=got, expected="a fact for each kernel")
    text = _("{count} of {total} kernels stay as they were").format(count=sum(got), total=len(got))
    expect(not any(got), got=text, expected="every kernel changes")
