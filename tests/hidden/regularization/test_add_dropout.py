"""add_dropout(model, p): 12 points.

What a network drops is seen from outside, with networks that pass their hidden activations on unchanged. Nothing
depends on how the dropout is built. False alarms: the statistical tests compare shares of 32,768 independent draws or
more with a tolerance of 7.5 standard deviations. Which sentence of the task each test asks, in which state of the
network or after which calls: docs/strictness/add_dropout.md.
"""

from __future__ import annotations

import copy

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.testing import N_, Text, _, expect, expect_close, expect_form, expect_tensor, graded, probe
from tests.hidden.checks import expect_no_changes, expect_outputs, share
from tests.hidden.networks import (
    ACTIVATION_IN_EVAL_MODE,
    CHANNELS_LAST,
    CONTAINERS,
    FROZEN,
    IN_EVAL_MODE,
    MODES,
    MY_ACTIVATIONS,
    MY_COUNTERS,
    MY_LAYERS,
    MY_SEQUENTIAL,
    NAMED,
    NAMED_LIKE_METHODS,
    NO_GRAD,
    PARTS,
    PLAIN,
    SLICED,
    expect_kinds,
    handed_in,
    kinds_elsewhere,
    multiply,
    what_differs,
)
from tests.hidden.strategies import (
    deaf_network,
    drop_probabilities,
    identity_layer,
    identity_network,
    identity_network_of_both_kinds,
    in_place,
    network_in_float64,
    network_of_both_kinds,
    network_of_many_layers,
    network_that_halves_its_width,
    network_that_pads_circularly,
    network_that_repeats_its_activation,
    network_that_repeats_its_layer,
    network_that_strides,
    network_with,
    networks,
    revealing_networks,
    values,
    with_each_activation,
)

DRAWS = 32768
FEW = 0.0019  # a probability that needs more draws, and of which 8 bits make 0 or twice as much
MANY_DRAWS = 4 * DRAWS
A_LINE = torch.linspace(-2, 2, 32).unsqueeze(1)
HINT_TOLERANCE = 0.009  # three standard deviations, to tell misconceptions apart


def tolerance(p, draws=DRAWS):
    """Return 7.5 standard deviations of the share of so many draws that have probability `p`."""
    return 7.5 * (p * (1 - p) / draws) ** 0.5


@probe("add_dropout({model}, {p}) in training mode, given {inputs}")
def train_outputs(student, model, p, inputs):
    return student.add_dropout(model, p).train()(inputs)


@probe("add_dropout(model, {p}) in training mode, given {inputs}, for {model} handed in as {state}")
def train_outputs_in_a_state(student, model, p, inputs, state):
    model = handed_in(model, state)
    with torch.set_grad_enabled(state != NO_GRAD):
        return student.add_dropout(model, p).train()(inputs)


@probe(
    "add_dropout(model, {p}) in eval mode, given {inputs}, for {model} handed in as {state}:"
    " before training mode, after it, and with all parameters times -0.5"
)
def eval_outputs(student, model, p, inputs, state):
    model = handed_in(model, state)
    multiply(model, -2.0)
    student.add_dropout(model, p)  # an earlier call, when the model had other values
    multiply(model, -0.5)
    changed = student.add_dropout(model, p)
    with torch.set_grad_enabled(state != NO_GRAD):
        before = changed.eval()(inputs)
        changed.train()(inputs)
        torch.nn.Sequential(changed).eval()  # as a part of another module
        after = changed(inputs)
        multiply(changed, -0.5)  # so that training might change them
        return [before, after, changed(inputs)]


def ones(conv, draws=DRAWS):
    """Return so many ones, as inputs of a network."""
    return torch.ones(draws).reshape((-1, 16, 2, 2) if conv else (-1, 16))


@graded(points=2, idle=True, hint="Dropout must be off in eval mode, and the layers must keep their weights.")
@with_each_activation
@example(network=network_that_repeats_its_activation(), p=0.5, state=PLAIN)
@example(network=network_that_repeats_its_layer(), p=0.5, state=PLAIN)
@example(network=network_that_pads_circularly(), p=0.5, state=PLAIN)
@example(network=network_that_strides(), p=0.5, state=PLAIN)
@example(network=network_of_both_kinds(), p=0.5, state=PLAIN)
@example(network=network_in_float64(), p=0.5, state=PLAIN)
@example(network=network_with(torch.nn.RReLU(0.1, 0.9)), p=0.5, state=PLAIN)
@example(network=network_of_many_layers(), p=0.5, state=PLAIN)
@example(network=network_that_repeats_its_activation(), p=0.5, state=NAMED)
@example(network=network_that_repeats_its_activation(), p=0.5, state=NAMED_LIKE_METHODS)
@example(network=network_that_repeats_its_activation(), p=0.5, state=SLICED)
@example(network=network_that_repeats_its_activation(), p=0.5, state=MY_SEQUENTIAL)
@example(network=network_that_repeats_its_activation(), p=0.5, state=IN_EVAL_MODE)
@example(network=network_that_repeats_its_activation(), p=0.5, state=NO_GRAD)
@given(network=networks((True, False)), p=drop_probabilities, state=st.sampled_from(MODES + CONTAINERS))
@settings(max_examples=20)  # each example costs a right solution a few milliseconds
def test_in_eval_mode_it_computes_what_the_model_computes(student, network, p, state):
    """In eval mode the new network computes exactly what the given one computes, also after training."""
    model, inputs = network
    expected = copy.deepcopy(model).eval()(inputs).detach()
    before, after, trained = expect_outputs(student(eval_outputs, model, p, inputs, state), 3, expected)
    earlier = copy.deepcopy(model).eval()
    multiply(earlier, -2.0)
    hint = N_("This is what the model computed with other values, at an earlier call of the function: copy it anew.")
    expect_close(before, expected, mistakes={hint: earlier(inputs).detach()})
    expect_close(after, expected)
    changed = copy.deepcopy(model).eval()
    multiply(changed, -0.5)
    expected = changed(inputs).detach()
    hint = N_("These are not the new network's parameters: when they change, its outputs in eval mode must follow.")
    expect_close(trained, expected, mistakes={hint: before})


@graded(points=2, hint="Dropout comes after each hidden activation, and what it keeps is multiplied by 1/(1-p).")
@with_each_activation
@example(network=network_that_halves_its_width(), p=0.5, state=PLAIN)
@example(network=network_with(torch.nn.Tanh()), p=0.97, state=NO_GRAD)
@example(network=network_with(torch.nn.Tanh()), p=0.97, state=FROZEN)
@example(network=(network_with(torch.nn.Tanh())[0], A_LINE), p=0.25, state=MY_LAYERS)
@example(network=(network_with(torch.nn.Tanh())[0], A_LINE), p=0.25, state=MY_ACTIVATIONS)
@example(network=network_with(torch.nn.Tanh()), p=0.97, state=ACTIVATION_IN_EVAL_MODE)
@given(network=revealing_networks(), p=drop_probabilities, state=st.sampled_from(MODES + PARTS))
def test_a_hidden_activation_is_zeroed_or_scaled(student, network, p, state):
    """In training mode each output of the hidden activation becomes 0 or 1/(1-p) times its value."""
    model, inputs = network
    activations = copy.deepcopy(model[:-1])(inputs).detach()
    output = student(train_outputs_in_a_state, model, p, inputs, state)
    output = expect_tensor(output, shape=tuple(activations.shape), dtype=activations.dtype)
    kept = activations / (1 - p)
    close = ((output - kept).abs() <= 1e-5 + 1e-4 * kept.abs()) | ((output.abs() <= 1e-6) & (p > 0))
    where = tuple((~close).double().flatten().argmax().unsqueeze(0).tolist())
    value, full = activations.flatten()[where].item(), kept.flatten()[where].item()
    wanted = _("0 or {value:.6g}").format(value=full) if p > 0 else f"{full:.6g}"
    seen = output.flatten()[where].item()
    known = {
        N_("What is kept must be multiplied by 1/(1-p), so that the mean stays."): value,
        N_("This is what two dropouts in a row give: look at the input, the output, and each layer."): full / (1 - p),
        N_("What is kept is divided by p; divide it by 1-p."): value / p if p > 0 else full,
    }
    hints = [text for text, wrong in known.items() if abs(seen - wrong) < 1e-4 * abs(wrong)]
    expect(
        bool(close.all()),
        got=Text(_("{seen:.6g} for a hidden value of {value:.6g}").format(seen=seen, value=value)),
        expected=Text(wanted),
        hint=hints[0] if hints else "",
    )


SHARES = (0.2, 0.7, FEW, 0.97)


@graded(points=2, hint="Each hidden value is dropped with probability p.", false_alarm=1e-10)
def test_the_share_of_dropped_values_is_p(student):
    """In training mode the share of hidden values that are zeroed is p, after linear layers and after convolutions."""
    for conv in (False, True):
        for p in SHARES:
            inputs = ones(conv, MANY_DRAWS if p == FEW else DRAWS)
            output = student(train_outputs, identity_network(16, 1, conv), p, inputs)
            output = expect_tensor(output, shape=tuple(inputs.shape), dtype=inputs.dtype)
            dropped = share(output == 0)
            got, want = (
                _("{share:.3f} of the values are 0").format(share=dropped),
                _("about {share:.3f}").format(share=p),
            )
            expect(abs(dropped - p) < tolerance(p, inputs.numel()), got=got, expected=want, hint=why(dropped, p))


NOTHING = N_("Nothing is dropped in training mode.")
POINT_FIVE = N_("This is what p=0.5 gives; use the p that is given.")


def why(dropped, p):
    """Return the misconception that would drop this share of values, if one is known."""
    if dropped == 0:
        return NOTHING
    known = {
        1 - p: N_("p is the probability of dropping, not of keeping."),
        1 - (1 - p) ** 2: N_("This is what two dropouts in a row give: look at the input, the output, and each layer."),
        1 - (1 - p) ** 3: N_("This is what three dropouts in a row give: two are too many."),
        0.5: POINT_FIVE,
    }
    return nearest(known, dropped)


def nearest(known, value):
    """Return the text of the known value nearest to `value`, if it is near at all."""
    wrong = min(known, key=lambda candidate: abs(candidate - value))
    return known[wrong] if abs(wrong - value) < HINT_TOLERANCE else ""


@graded(points=1, hint="Every hidden activation gets its dropout, and only one.", false_alarm=1e-11)
def test_every_hidden_layer_drops_once(student):
    """With three hidden layers a value passes all of them with probability (1-p) to the power of 3."""
    shared = identity_network(16, 3, shared=True)  # one activation for all three
    repeated = identity_network(16, 3, repeated=True)  # or one layer
    both_kinds = identity_network_of_both_kinds()
    for model, conv in ((identity_network(16, 3), False), (shared, False), (repeated, False), (both_kinds, True)):
        inputs = ones(conv)
        output = student(train_outputs, model, 0.3, inputs)
        kept = share(expect_tensor(output, shape=tuple(inputs.shape), dtype=inputs.dtype) != 0)
        text = _("This is what {count} of the dropouts give; three are needed here.")
        single = N_("This is what a single dropout gives; three are needed here.")
        known = {0.7**n: text.format(count=n) for n in (1, 2, 4, 5, 6, 7, 9)}
        hint = nearest(known | {1.0: NOTHING, 0.7: single, 0.5**3: POINT_FIVE}, kept)
        got = _("{share:.3f} of the values pass").format(share=kept)
        want = _("about {share:.3f}").format(share=0.7**3)
        expect(abs(kept - 0.7**3) < tolerance(0.7**3), got=got, expected=want, hint=hint)


@graded(
    points=1,
    idle=True,
    hint="The output layer is the last one: add no dropout behind it, and where it is the only one, none at all.",
)
@example(width=16, depth=0, conv=False, bias=1.0, p=0.8, state=PLAIN)
@example(width=16, depth=0, conv=True, bias=1.0, p=0.8, state=PLAIN)
@example(width=16, depth=1, conv=False, bias=1.0, p=0.8, state=SLICED)
@given(
    width=st.integers(1, 16),
    depth=st.sampled_from([1, 0, 2]),
    conv=st.booleans(),
    bias=values,
    p=st.sampled_from([0.5, 0.8]),
    state=st.just(PLAIN),
)
def test_nothing_is_dropped_after_the_output_layer(student, width, depth, conv, bias, p, state):
    """The output layer's values are never dropped or scaled, also where there is no other layer."""
    inputs = torch.full((4, width, 2, 2) if conv else (16, width), bias)
    model = deaf_network(width, depth, bias, conv) if depth else torch.nn.Sequential(identity_layer(width, conv))
    expect_close(student(train_outputs_in_a_state, model, p, inputs, state), inputs)


@probe("add_dropout({model}, 0.5) in training mode, given {inputs}, once more after a call in eval mode")
def two_train_outputs(student, model, inputs):
    changed = student.add_dropout(model, 0.5).train()
    student.add_dropout(copy.deepcopy(model), 0.0).eval()  # another network, with a p and a mode of its own
    first = changed(inputs)
    changed.eval()(inputs)
    return [first, changed.train()(inputs)]


@probe("add_dropout({model}, 0.5) in training mode, given {inputs}, {times} times")
def many_train_outputs(student, model, inputs, times):
    changed = student.add_dropout(model, 0.5).train()
    return torch.cat([changed(inputs) for _ in range(times)])


SIZES = (1.0, -1.0, 0.001, -1000.0)


@graded(points=1, hint="Draw a mask of the values' full shape at each forward pass.", false_alarm=1e-11)
def test_every_value_of_every_call_is_dropped_on_its_own(student):
    """Whether a value is dropped does not depend on its size, or on other units, samples, pixels, calls or networks."""
    for conv in (False, True):
        inputs = ones(conv)
        outputs = student(two_train_outputs, identity_network(16, 1, conv), inputs)
        first, second = (output != 0 for output in expect_outputs(outputs, 2, inputs))
        kept = share(first)  # how many is another test's matter
        hint = NOTHING if kept == 1 else N_("Dropout with p=0.5 drops about half of the values.")
        got = _("{share:.3f} of the values pass").format(share=kept)
        expect(0.05 < kept < 0.95, got=got, expected="about half of them", hint=hint)
        got = _("{share:.3f} of the values pass").format(share=share(second))
        want = _("about {share:.3f}").format(share=kept)
        hint = "A call in eval mode lies between the two: train() must switch dropout on again."
        expect(abs(share(second) - kept) < 2 * tolerance(0.5), got=got, expected=want, hint=hint)
        chance = kept**2 + (1 - kept) ** 2
        neighbours = [
            (_("neighbours along dimension {number} agree in {share:.3f}"), first.roll(1, d), d)
            for d in range(inputs.ndim)
        ]
        partners = [  # the last with the first, and each with the one half the size further
            (_("partners along dimension {number} agree in {share:.3f}"), other, d)
            for d in range(inputs.ndim)
            for other in (first.flip(d), first.roll(inputs.shape[d] // 2, d))
        ]
        for text, other, d in [(_("two calls agree in {share:.3f}"), second, 0), *neighbours, *partners]:
            alike = share(first == other)
            got, want = text.format(number=d, share=alike), _("about {share:.3f}").format(share=chance)
            expect(abs(alike - chance) < tolerance(0.5), got=got, expected=want)
    model = identity_network(16, 1)
    model[1] = torch.nn.LeakyReLU(0.5)
    inputs = torch.tensor(SIZES).repeat_interleave(len(ones(False)) // len(SIZES)).unsqueeze(1).expand(-1, 16)
    output = expect_tensor(student(train_outputs, model, 0.5, inputs), shape=tuple(inputs.shape), dtype=inputs.dtype)
    shares = [share(part == 0) for part in output.chunk(len(SIZES))]
    mean = sum(shares) / len(shares)  # how many is another test's matter
    for size, dropped in zip(SIZES, shares, strict=True):
        got = _("{share:.3f} of the values that come from {size:g} are dropped").format(share=dropped, size=size)
        want = _("about {share:.3f}").format(share=mean)
        hint = "Large and small values are dropped alike, negative ones as well."
        expect(abs(dropped - mean) < 2 * tolerance(0.5), got=got, expected=want, hint=hint)
    few = student(many_train_outputs, identity_network(16, 1), torch.ones(1, 16), 64)
    counts = (expect_tensor(few, shape=(64, 16), dtype=torch.float32) == 0).sum(1)
    hint = "Drop each value by itself with probability p, not a fixed number of them."
    got = _("{count} of 16 values dropped in each of 64 calls").format(count=int(counts[0]))
    expect(bool((counts != counts[0]).any()), got=got, expected="a number that varies", hint=hint)


@probe("what add_dropout changes in {model}, handed in as {state}")
def what_it_changes(student, model, state):
    return what_differs(student, "add_dropout", handed_in(model, state), 0.5)


@probe("the given {model} in training mode, before and after add_dropout(model, 0.9), given {inputs}")
def outputs_of_the_given_model(student, model, inputs):
    before = model.train()(inputs)
    changed = student.add_dropout(model, 0.9).train()
    if inputs.dtype == torch.float32:  # who cannot do with another dtype has said so already
        changed(inputs)
    return [before, model(inputs)]


@graded(points=1, idle=True, hint="Work on copy.deepcopy(model), or put its layers into a new nn.Sequential.")
@example(network=network_with(torch.nn.Tanh()), state=IN_EVAL_MODE)
@example(network=network_with(torch.nn.Tanh()), state=ACTIVATION_IN_EVAL_MODE)
@example(network=network_with(torch.nn.Tanh()), state=FROZEN)
@example(network=network_with(torch.nn.Tanh()), state=NO_GRAD)
@example(network=network_with(torch.nn.Tanh()), state=MY_COUNTERS)
@given(network=networks(), state=st.sampled_from(MODES))
@settings(max_examples=16)  # each example costs a right solution a few milliseconds
def test_the_given_model_is_left_as_it_was(student, network, state):
    """The given model keeps its layers, parameters and mode, and drops nothing."""
    model, inputs = network
    expect_no_changes(student(what_it_changes, model, state))
    expected = model(inputs).detach()
    for output in expect_outputs(student(outputs_of_the_given_model, model, inputs), 2, expected):
        expect_close(output, expected)


@probe("the parameters of add_dropout(model, 0.1), and how many get no gradient, for {model} handed in as {state}")
def trainable_parameters(student, model, inputs, state):
    changed = student.add_dropout(handed_in(model, state), 0.1).train()
    if state == FROZEN:
        changed.requires_grad_(True)  # what was frozen is to be trained after all
    changed(inputs).sum().backward()
    parameters = list(changed.parameters())
    flat = torch.cat([torch.zeros(0), *[parameter.detach().flatten() for parameter in parameters]])
    return [flat.sort().values, sum(parameter.grad is None for parameter in parameters)]


@graded(
    points=0.5,
    idle=True,
    hint="Layers must be attributes of a module, or sit in a Sequential or ModuleList, to be found.",
)
@example(network=network_with(torch.nn.PReLU()), state=FROZEN)
@example(network=network_with(in_place()), state=PLAIN)
@given(network=networks(), state=st.sampled_from([PLAIN, FROZEN]))
@settings(max_examples=16)  # each example costs a right solution a few milliseconds
def test_the_parameters_can_still_be_trained(student, network, state):
    """The new network has the given one's parameters, and each of them gets a gradient."""
    model, inputs = network
    got = student(trainable_parameters, model, inputs, state)
    parameters, cut = expect_form(got, [object, int], expected="parameters and a count")
    given = torch.cat([parameter.detach().flatten() for parameter in model.parameters()])
    expect_close(parameters, given.sort().values)
    expect(cut == 0, got=_("{count} parameters without gradient").format(count=cut), expected="none")


@probe(
    "add_dropout({model}, 0.5) in training mode, given {first}, then {second}; the gradients of the sum of both"
    " outputs, the second times 3; the gradient in eval mode"
)
def outputs_and_gradients(student, model, first, second):
    inputs = [first.clone().requires_grad_(), second.clone().requires_grad_()]
    changed = student.add_dropout(model, 0.5).train()
    outputs = [changed(each) for each in inputs]
    evaluated = changed.eval()(inputs[0])
    if not all(output.requires_grad for output in [*outputs, evaluated]):
        return "no gradient" if evaluated.requires_grad else "no gradient in eval mode"
    gradients = torch.autograd.grad((outputs[0] + 3 * outputs[1]).sum(), inputs, allow_unused=True)
    gradients += torch.autograd.grad(evaluated.sum(), inputs[:1], allow_unused=True)
    return [*outputs, evaluated, *gradients]


@graded(
    points=0.5, idle=True, hint="The mask is a factor like any other: multiply tensors, and autograd does the rest."
)
def test_gradients_flow_through_what_is_kept(student):
    """The gradient of a value that is kept is 1/(1-p) times what it would be without dropout, and else 0."""
    inputs = torch.full((8, 16), 2.0)
    got = student(outputs_and_gradients, identity_network(16, 1), inputs, 2 * inputs)
    outputs = expect_outputs(got, 6, inputs)
    for output, gradient, factor in zip(outputs[:3], outputs[3:], (1 / 2, 3 / 4, 1 / 2), strict=True):
        expect_close(gradient, factor * output)  # what is computed is a factor times the inputs


@probe("add_dropout(model, 0.5), given {inputs}, in training and in eval mode, for {model} handed in as {state}")
def outputs_in_both_modes(student, model, inputs, state):
    changed = student.add_dropout(handed_in(model, state), 0.5)
    return [changed.train()(inputs), changed.eval()(inputs)]


@probe("add_dropout(model, 0.5), given {inputs}, for {model}, all on another device than torch's default one")
def kinds_of_outputs(student, model, inputs):
    return kinds_elsewhere(lambda given: student.add_dropout(given, 0.5), model, inputs)


@graded(
    points=0.5,
    hint="Make the mask like the values: torch.rand_like(x), or torch.rand(x.shape, device=x.device).",
    false_alarm=1e-9,
)
def test_it_takes_what_the_model_takes(student):
    """Whatever inputs the model takes, the new network takes them, in any shape and dtype and on any device."""
    linear, conv = identity_network(16, 2), identity_network(16, 2, conv=True)
    for model, shape, state in [
        (linear, (32, 32, 16), PLAIN),
        (linear, (16,), PLAIN),
        (linear, (0, 16), PLAIN),
        (conv, (16, 2, 2), PLAIN),
        (conv, (4, 16, 2, 2), CHANNELS_LAST),
        (copy.deepcopy(linear).bfloat16(), (4, 16), PLAIN),
    ]:
        inputs = torch.ones(shape, dtype=next(model.parameters()).dtype)
        trained, evaluated = expect_outputs(student(outputs_in_both_modes, model, inputs, state), 2, inputs)
        # two layers drop none of 16 values with a probability of 0.25**16; what follows convolutions is others' matter
        if model is linear and trained.numel() > 0:
            expect(
                not torch.equal(trained, evaluated), got=trained, expected="that values are dropped, as in any shape"
            )
        if len(shape) == 3 and model is linear:
            # Of 16,384 values, about a quarter passes; 0.03 are 7.5 standard deviations.
            kept = trained != 0
            alike, passed = share(kept == kept.roll(1, 1)), share(kept)
            got = _("neighbours along dimension {number} agree in {share:.3f}").format(number=1, share=alike)
            chance = passed**2 + (1 - passed) ** 2
            want = _("about {share:.3f}").format(share=chance)
            expect(abs(alike - chance) < 0.03, got=got, expected=want, hint="Draw a mask of the values' full shape.")
    inputs = torch.ones(4, 16)
    expect_kinds(student(kinds_of_outputs, linear, inputs), (4, 16))


@probe(
    "add_dropout({model}, 0.5) in training mode after torch.manual_seed(5), (5) and (6); made anew after (7) and (8)"
)
def outputs_under_seeds(student, model, inputs):
    changed = student.add_dropout(model, 0.5).train()
    outputs = [[torch.manual_seed(seed), changed(inputs)][1] for seed in (5, 5, 6)]
    for seed in (7, 8):
        torch.manual_seed(seed)
        outputs.append(student.add_dropout(model, 0.5).train()(inputs))
    return outputs


@graded(points=0.5, hint="Draw from torch's generator, and do not seed it yourself.")
def test_the_mask_comes_from_torchs_generator(student):
    """The same torch.manual_seed gives the same mask, another seed another one, also for a network made after it."""
    outputs = student(outputs_under_seeds, identity_network(16, 1), torch.ones(64, 16))
    first, again, other, *anew = expect_outputs(outputs, 5, torch.ones(64, 16))
    expect(torch.equal(first, again), got="different masks", expected="the same mask for the same seed")
    hint = NOTHING if bool((first != 0).all()) else ""
    expect(
        not torch.equal(first, other), got="the same mask", expected="different masks for different seeds", hint=hint
    )
    seeded = N_("The seed is the caller's: torch.manual_seed in the function gives every network the same masks.")
    made = not torch.equal(*anew) or hint
    expect(bool(made), got="the same mask", expected="different masks for different seeds", hint=seeded)
