"""add_dropout(model, p): 12 points.

What a network drops is seen from outside, with networks that pass their hidden activations on unchanged. Nothing
depends on how the dropout is built. False alarms: the statistical tests compare shares of 32,768 independent draws
with a tolerance of 7.5 standard deviations.
"""

from __future__ import annotations

import copy

import torch
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.student.language import N_, _
from autograder.testing import Text, expect, expect_close, expect_tensor, graded, probe
from tests.hidden.checks import expect_no_changes, share, what_changes
from tests.hidden.strategies import (
    deaf_network,
    drop_probabilities,
    identity_network,
    network_in_float64,
    network_that_pads_circularly,
    network_that_repeats_its_activation,
    networks,
    revealing_networks,
    values,
    with_each_activation,
)

DRAWS = 32768
HINT_TOLERANCE = 0.009  # three standard deviations, to tell misconceptions apart


def tolerance(p):
    """Return 7.5 standard deviations of the share of DRAWS draws that have probability `p`."""
    return 7.5 * (p * (1 - p) / DRAWS) ** 0.5


@probe("add_dropout({model}, {p}) in training mode, given {inputs}")
def train_outputs(student, model, p, inputs):
    return student.add_dropout(model, p).train()(inputs)


@probe("add_dropout({model}, {p}) in eval mode, given {inputs}, before and after training mode")
def eval_outputs(student, model, p, inputs):
    changed = student.add_dropout(model, p)
    before = changed.eval()(inputs)
    changed.train()(inputs)
    torch.nn.Sequential(changed).eval()  # as a part of another module
    return [before, changed(inputs)]


def expect_outputs(got, count, like):
    """Return `got` when it is a list of `count` finite tensors shaped like `like`; raise `Mismatch` otherwise."""
    expect(isinstance(got, list) and len(got) == count, got=got, expected=_("{count} outputs").format(count=count))
    return [expect_tensor(output, shape=tuple(like.shape), dtype=like.dtype) for output in got]


def ones(conv):
    return torch.ones(512, 16, 2, 2) if conv else torch.ones(2048, 16)


@graded(points=2, idle=True, hint="Dropout must be off in eval mode, and the layers must keep their weights.")
@with_each_activation
@example(network=network_that_repeats_its_activation(), p=0.5)
@example(network=network_that_pads_circularly(), p=0.5)
@example(network=network_in_float64(), p=0.5)
@given(network=networks(), p=drop_probabilities)
def test_in_eval_mode_it_computes_what_the_model_computes(student, network, p):
    """In eval mode the new network computes exactly what the given one computes, also after training."""
    model, inputs = network
    expected = model(inputs).detach()
    for output in expect_outputs(student(eval_outputs, model, p, inputs), 2, expected):
        expect_close(output, expected)


@graded(points=2, hint="Dropout comes after each hidden activation, and what it keeps is multiplied by 1/(1-p).")
@with_each_activation
@given(network=revealing_networks(), p=drop_probabilities)
def test_a_hidden_activation_is_zeroed_or_scaled(student, network, p):
    """In training mode each output of the hidden activation becomes 0 or 1/(1-p) times its value."""
    model, inputs = network
    activations = model[:-1](inputs).detach()
    output = student(train_outputs, model, p, inputs)
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


@graded(points=2, hint="Each hidden value is dropped with probability p.", false_alarm=1e-10)
def test_the_share_of_dropped_values_is_p(student):
    """In training mode the share of hidden values that are zeroed is p, after linear layers and after convolutions."""
    for conv in (False, True):
        inputs = ones(conv)
        for p in (0.2, 0.7, 0.004):
            output = student(train_outputs, identity_network(16, 1, conv), p, inputs)
            output = expect_tensor(output, shape=tuple(inputs.shape), dtype=inputs.dtype)
            dropped = share(output == 0)
            got, want = (
                _("{share:.3f} of the values are 0").format(share=dropped),
                _("about {share:.3f}").format(share=p),
            )
            expect(abs(dropped - p) < tolerance(p), got=got, expected=want, hint=why(dropped, p))


NOTHING = N_("Nothing is dropped in training mode.")
POINT_FIVE = N_("This is what p=0.5 gives; use the p that is given.")


def why(dropped, p):
    """Return the misconception that would drop this share of values, if one is known."""
    known = {
        0.0: NOTHING,
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
    output = student(train_outputs, identity_network(16, 3), 0.3, ones(False))
    kept = share(expect_tensor(output, shape=(2048, 16), dtype=torch.float32) != 0)
    text = _("This is what {count} of the dropouts give; three are needed here.")
    known = {0.7**n: text.format(count=n) for n in (1, 2, 4, 5, 6, 7)}
    known |= {1.0: NOTHING, 0.7: N_("This is what a single dropout gives; three are needed here."), 0.5**3: POINT_FIVE}
    hint = nearest(known, kept)
    got = _("{share:.3f} of the values pass").format(share=kept)
    want = _("about {share:.3f}").format(share=0.7**3)
    expect(abs(kept - 0.7**3) < tolerance(0.7**3), got=got, expected=want, hint=hint)


@graded(points=1, idle=True, hint="The output layer is the last one: add no dropout behind it.")
@given(width=st.integers(1, 16), depth=st.sampled_from([1, 0, 2]), bias=values, p=st.sampled_from([0.5, 0.8]))
def test_nothing_is_dropped_after_the_output_layer(student, width, depth, bias, p):
    """The output layer's values are never dropped or scaled, also where there is no other layer."""
    inputs = torch.ones(16, width)
    output = student(train_outputs, deaf_network(width, depth, bias), p, inputs)
    expect_close(output, torch.full_like(inputs, bias))


@probe("add_dropout({model}, 0.5) in training mode, given {inputs}, twice")
def two_train_outputs(student, model, inputs):
    changed = student.add_dropout(model, 0.5).train()
    student.add_dropout(copy.deepcopy(model), 0.0).eval()  # another network, with a p and a mode of its own
    return [changed(inputs), changed(inputs)]


@probe("add_dropout({model}, 0.5) in training mode, given {inputs}, {times} times")
def many_train_outputs(student, model, inputs, times):
    changed = student.add_dropout(model, 0.5).train()
    return torch.cat([changed(inputs) for _ in range(times)])


@graded(points=1, hint="Draw a mask of the values' full shape at each forward pass.", false_alarm=1e-11)
def test_every_value_of_every_call_is_dropped_on_its_own(student):
    """Whether a value is dropped does not depend on other units, samples, pixels, calls or networks."""
    for conv in (False, True):
        inputs = ones(conv)
        outputs = student(two_train_outputs, identity_network(16, 1, conv), inputs)
        first, second = (output != 0 for output in expect_outputs(outputs, 2, inputs))
        kept = share(first)  # how many is another test's matter
        hint = NOTHING if kept == 1 else N_("Dropout with p=0.5 drops about half of the values.")
        got = _("{share:.3f} of the values pass").format(share=kept)
        expect(0.05 < kept < 0.95, got=got, expected="about half of them", hint=hint)
        chance = kept**2 + (1 - kept) ** 2
        neighbours = [
            (_("neighbours along dimension {number} agree in {share:.3f}"), first.roll(1, d), d)
            for d in range(inputs.ndim)
        ]
        for text, other, d in [(_("two calls agree in {share:.3f}"), second, 0), *neighbours]:
            alike = share(first == other)
            got, want = text.format(number=d, share=alike), _("about {share:.3f}").format(share=chance)
            expect(abs(alike - chance) < tolerance(0.5), got=got, expected=want)
    few = student(many_train_outputs, identity_network(16, 1), torch.ones(1, 16), 64)
    counts = (expect_tensor(few, shape=(64, 16), dtype=torch.float32) == 0).sum(1)
    hint = "Drop each value by itself with probability p, not a fixed number of them."
    got = _("{count} of 16 values dropped in each of 64 calls").format(count=int(counts[0]))
    expect(bool((counts != counts[0]).any()), got=got, expected="a number that varies", hint=hint)


@probe("the given {model} in training mode, before and after add_dropout(model, 0.9)")
def outputs_of_the_given_model(student, model, inputs):
    before = model.train()(inputs)
    student.add_dropout(model, 0.9)
    return [before, model(inputs)]


@graded(points=1, idle=True, hint="Work on copy.deepcopy(model), or put its layers into a new nn.Sequential.")
@given(network=networks())
def test_the_given_model_is_left_as_it_was(student, network):
    """The given model keeps its layers, parameters and mode, and drops nothing."""
    model, inputs = network
    expect_no_changes(student(what_changes, "add_dropout", model, 0.5))
    expected = model(inputs).detach()
    for output in expect_outputs(student(outputs_of_the_given_model, model, inputs), 2, expected):
        expect_close(output, expected)


@probe("the parameters of add_dropout({model}, 0.1), and how many get no gradient")
def trainable_parameters(student, model, inputs):
    changed = student.add_dropout(model, 0.1).train()
    changed(inputs).sum().backward()
    parameters = list(changed.parameters())
    flat = torch.cat([torch.zeros(0), *[parameter.detach().flatten() for parameter in parameters]])
    return [flat.sort().values, sum(parameter.grad is None for parameter in parameters)]


@graded(
    points=1,
    idle=True,
    hint="Layers must be attributes of a module, or sit in a Sequential or ModuleList, to be found.",
)
@given(network=networks())
def test_the_parameters_can_still_be_trained(student, network):
    """The new network has the given one's parameters, and each of them gets a gradient."""
    model, inputs = network
    got = student(trainable_parameters, model, inputs)
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="parameters and a count")
    expect_close(got[0], torch.cat([parameter.detach().flatten() for parameter in model.parameters()]).sort().values)
    expect(
        type(got[1]) is int and got[1] == 0,
        got=_("{count} parameters without gradient").format(count=got[1]),
        expected="none",
    )


@probe("add_dropout({model}, 0.5) in training mode after torch.manual_seed(5), (5) and (6)")
def outputs_under_seeds(student, model, inputs):
    changed = student.add_dropout(model, 0.5).train()
    return [[torch.manual_seed(seed), changed(inputs)][1] for seed in (5, 5, 6)]


@graded(points=1, hint="Draw from torch's generator, and do not seed it yourself.")
def test_the_mask_comes_from_torchs_generator(student):
    """The same torch.manual_seed gives the same mask, another seed another one."""
    outputs = student(outputs_under_seeds, identity_network(16, 1), torch.ones(64, 16))
    first, again, other = expect_outputs(outputs, 3, torch.ones(64, 16))
    expect(torch.equal(first, again), got="different masks", expected="the same mask for the same seed")
    hint = NOTHING if bool((first != 0).all()) else ""
    expect(
        not torch.equal(first, other), got="the same mask", expected="different masks for different seeds", hint=hint
    )
