"""add_batchnorm(model): 12 points.

Where numbers are compared, the networks pass their hidden activations on unchanged: what is normalized is seen from
outside, and nothing depends on how it is built. A hidden layer's bias may be kept or left out, since batch
normalization subtracts it again. Most comparisons allow for 1 %: with the numbers used here that is room for another
epsilon, which has a test of its own, and for no other formula. Which sentence of the task each test asks, in which
state of the network or after which calls: docs/strictness/add_batchnorm.md.
"""

from __future__ import annotations

import copy
import itertools
import types

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from autograder.testing import N_, _, expect, expect_close, expect_form, expect_tensor, graded, probe
from reference.batchnorm import add_batchnorm
from tests.hidden.checks import expect_no_changes, expect_outputs
from tests.hidden.networks import (
    ACTIVATION_IN_EVAL_MODE,
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
    what_differs,
)
from tests.hidden.strategies import (
    ACTIVATIONS,
    activations,
    deaf_network,
    fill,
    identity_layer,
    in_place,
    network_of_many_layers,
    patterns,
    sizes,
    values,
)

REFERENCE = types.SimpleNamespace(add_batchnorm=add_batchnorm)
MANY = 600  # training steps after which running statistics have arrived, whatever their momentum
PATTERN = [1.0, -0.5, 2.0, 0.25, -1.0, 1.5, 0.75]
ROWS = [[4.0, -4, 8], [-8, 4, 0], [0, 12, -4], [8, 0, 4], [-12, -8, 8], [4, 20, 0]]

spread_values = st.sampled_from([4.0, -4.0, 8.0, 0.0, 12.0, -20.0])  # so far apart that epsilon does not matter


@st.composite
def batches(draw, width):
    """Draw inputs (N, width) of two to six rows."""
    rows = draw(st.lists(st.lists(spread_values, min_size=width, max_size=width), min_size=2, max_size=6))
    return torch.tensor(rows)


@st.composite
def revealing_networks(draw):
    """Draw a network with one hidden layer whose output layer passes its hidden activations on, and a batch for it."""
    n, hidden = draw(sizes), draw(sizes)
    first = fill(nn.Linear(n, hidden, bias=draw(st.booleans())), draw(patterns))
    model = nn.Sequential(first, draw(activations), identity_layer(hidden))
    return model.train(draw(st.sampled_from([True, False]))), draw(batches(n))


@st.composite
def networks(draw):
    """Draw a network of one to three hidden layers, and a batch for it; one activation may serve several layers."""
    widths = draw(st.lists(sizes, min_size=3, max_size=5))
    bias, shared = draw(st.booleans()), draw(activations) if draw(st.booleans()) else None
    layers = []
    for fan_in, fan_out in itertools.pairwise(widths):
        layers += [nn.Linear(fan_in, fan_out, bias=bias), draw(activations) if shared is None else shared]
    model = fill(nn.Sequential(*layers[:-1]), draw(patterns))
    return model.train(draw(st.sampled_from([True, False]))), draw(batches(widths[0]))


def network_that_repeats_its_activation():
    """Return a network in which one activation serves two layers, and a batch for it."""
    first, second = fill(nn.Linear(1, 1), [1.0]), fill(nn.Linear(1, 1), [1.0])
    activation = nn.LeakyReLU(0.5)
    return nn.Sequential(first, activation, second, activation, identity_layer(1)), torch.tensor([[-4.0], [4.0]])


def with_each_activation(test):
    """Give a hypothesis test of `network` and `state` an explicit example for every activation."""
    for kind in (in_place, *reversed(ACTIVATIONS)):
        test = example(network=network_with(kind()), state=PLAIN)(test)
    return test


def network_with(activation):
    """Return a network with this hidden activation, and a batch for it."""
    model = nn.Sequential(fill(nn.Linear(1, 1), [1.0]), activation, identity_layer(1))
    return model, torch.tensor([[4.0], [8.0], [0.0]])


def network_that_halves_its_width():
    """Return a network with a gated linear unit, which has half as many outputs as inputs, and a batch for it."""
    model = nn.Sequential(fill(nn.Linear(1, 4), [1.0, -0.5, 2.0]), nn.GLU(), identity_layer(2))
    return model, torch.tensor([[4.0], [8.0], [-12.0]])


def mirror(width):
    """Return a network that shows what its hidden layer is turned into in front of the activation.

    Each input u has two hidden units, u and -u, and relu(u) - relu(-u) = u. Its activation is the plainest there is, so
    that other activations matter in one test only.
    """
    model = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
    both = torch.cat([torch.eye(width), -torch.eye(width)])
    with torch.no_grad():
        for layer, weight in ((model[0], both), (model[2], both.T)):
            layer.weight.copy_(weight)
            layer.bias.zero_()
    return model


def expect_near(got, expected, mistakes=None):
    """Raise `Mismatch` unless `got` is `expected` within 1 % of its largest value."""
    expect_close(got, expected, rtol=0.01, atol=0.01 * max(expected.abs().max().item(), 0.1), mistakes=mistakes)


@probe("add_batchnorm({model}) in training mode, given {inputs}")
def train_outputs(student, model, inputs):
    return student.add_batchnorm(model).train()(inputs)


@probe("add_batchnorm(model) in training mode, given {inputs} after eval mode, for {model} handed in as {state}")
def later_train_outputs(student, model, inputs, state):
    with torch.set_grad_enabled(state != NO_GRAD):
        changed = student.add_batchnorm(handed_in(model, state)).train()
        changed(inputs)
        changed.eval()(inputs)
        return changed.train()(inputs)


def known_mistakes(model, inputs):
    """Return what misconceptions make of a revealing network in training mode, by the sentence that names each."""
    hidden, activation = model[0](inputs).detach(), model[1]
    centred, variance = hidden - hidden.mean(0), hidden.var(0, unbiased=False)
    of_all = hidden - hidden.mean()

    def normalized(batch):
        return F.batch_norm(batch, None, None, training=True)

    given = {
        N_("This is normalized after the activation; it belongs before it."): normalized(activation(hidden)),
        N_("The output is normalized as well; leave it as it is."): normalized(activation(normalized(hidden))),
    }
    for_the_activation = {
        N_("Nothing is normalized: this is what the given model computes."): hidden,
        N_("This is the variance over N - 1; in training mode divide by N."): centred / (hidden.var(0) + 1e-5).sqrt(),
        N_("Normalize each unit over the batch, not each row over its units."): F.layer_norm(hidden, hidden.shape[1:]),
        N_("Each unit has its own mean and variance."): of_all / (of_all.square().mean() + 1e-5).sqrt(),
        N_("The input is normalized as well; leave it as it is."): normalized(model[0](normalized(inputs))),
        N_("The mean is not subtracted."): hidden / (variance + 1e-5).sqrt(),
        N_("Divide by the square root of the variance."): centred / (variance + 1e-5),
    }
    mistakes = given | {text: activation(batch) for text, batch in for_the_activation.items()}
    return {text: output.detach() for text, output in mistakes.items()}


@graded(
    points=1.5, hint="Between Linear and activation: subtract each unit's mean over the batch, divide by its spread."
)
@with_each_activation
@example(network=network_that_halves_its_width(), state=PLAIN)
@example(network=(network_with(nn.Tanh())[0], torch.linspace(-20, 20, 300).unsqueeze(1)), state=PLAIN)  # a large batch
@example(network=network_with(nn.Tanh()), state=NO_GRAD)
@example(network=network_with(nn.Tanh()), state=FROZEN)
@example(network=network_with(nn.Tanh()), state=MY_LAYERS)
@example(network=network_with(nn.Tanh()), state=MY_ACTIVATIONS)
@given(network=revealing_networks(), state=st.sampled_from(MODES + PARTS))
@settings(max_examples=30)
def test_a_training_batch_is_normalized_before_the_activation(student, network, state):
    """In training mode each unit's mean over the batch is 0 and its variance (over N) 1 before the activation."""
    model, inputs = network
    expected = train_outputs(REFERENCE, model, inputs).detach()
    expect_near(student(later_train_outputs, model, inputs, state), expected, known_mistakes(model, inputs))


@probe("add_batchnorm({model}) in training mode, given {inputs}, as it is and with a layer's units times 1, 4 and 16")
def outputs_when_units_grow(student, model, inputs, layer):
    outputs = [student.add_batchnorm(copy.deepcopy(model)).train()(inputs)]
    with torch.no_grad():
        for parameter in model[layer].parameters():
            parameter.mul_(torch.tensor([1.0, 4.0, 16.0]).reshape(-1, *[1] * (parameter.ndim - 1)))
    return [*outputs, student.add_batchnorm(model).train()(inputs)]


@graded(points=1, hint="Every Linear but the last one is a hidden layer, and gets its batch normalization.")
def test_every_hidden_layer_is_normalized(student):
    """In training mode the size of a hidden unit's weights does not matter: it is normalized away in every layer."""
    model = fill(nn.Sequential(*[part for _layer in range(3) for part in (nn.Linear(3, 3), nn.ReLU())]), PATTERN)
    model.append(fill(nn.Linear(3, 1), PATTERN))
    for layer in (0, 2, 4):
        outputs = student(outputs_when_units_grow, model, torch.tensor(ROWS), layer)
        before, after = expect_outputs(outputs, 2, torch.zeros(6, 1))
        expect_near(after, before)


@graded(points=1, idle=True, hint="The output layer is the last one: add no batch normalization behind it.")
@given(width=sizes, depth=st.sampled_from([1, 0, 2]), bias=values)
def test_the_output_is_not_normalized(student, width, depth, bias):
    """The output layer's values are left as they are, also where there is no other layer."""
    inputs = bias * torch.tensor([[1.0], [2.0], [4.0], [8.0]]).expand(4, width)
    if depth:
        expect_near(student(train_outputs, deaf_network(width, depth, bias), inputs), torch.full_like(inputs, bias))
    else:
        expect_near(student(train_outputs, nn.Sequential(identity_layer(width)), inputs), inputs)


@probe("a new add_batchnorm(model) in eval mode, given {inputs}, all rows, one by one, and none; {model} is {state}")
def fresh_eval_outputs(student, model, inputs, state):
    model = handed_in(model, state)
    with torch.set_grad_enabled(state != NO_GRAD):
        student.add_batchnorm(copy.deepcopy(model)).train()(inputs)  # another network, with statistics of its own
        changed, again = student.add_batchnorm(copy.deepcopy(model)).train(), student.add_batchnorm(model).train()
        nn.Sequential(changed, again).eval()  # as parts of another module
        return [changed(inputs), torch.cat([again(row) for row in [*inputs.split(1), inputs[:0]]])]


def without_hidden_biases(model):
    model = copy.deepcopy(model)
    for layer in model[:-1]:
        if isinstance(layer, nn.Linear) and layer.bias is not None:
            layer.bias.detach().zero_()
    return model


@graded(points=1, idle=True, hint="Running means start as 0, running variances as 1, and layers keep their weights.")
@with_each_activation
@example(network=network_that_repeats_its_activation(), state=PLAIN)
@example(network=network_of_many_layers(), state=PLAIN)
@example(network=(network_with(nn.RReLU(0.1, 0.9))[0], torch.tensor([[-4.0], [8.0], [-20.0]])), state=PLAIN)
@example(network=network_that_repeats_its_activation(), state=NAMED)
@example(network=network_that_repeats_its_activation(), state=NAMED_LIKE_METHODS)
@example(network=network_that_repeats_its_activation(), state=SLICED)
@example(network=network_that_repeats_its_activation(), state=MY_SEQUENTIAL)
@example(network=network_that_repeats_its_activation(), state=IN_EVAL_MODE)
@example(network=network_that_repeats_its_activation(), state=NO_GRAD)
@given(network=networks(), state=st.sampled_from(MODES + CONTAINERS))
@settings(max_examples=20)  # each example costs a right solution a few milliseconds
def test_in_eval_mode_a_new_network_is_nearly_the_given_one(student, network, state):
    """Before any training, eval mode computes nearly what the given model computes, for each row by itself."""
    model, inputs = network
    given_or_not = (model, without_hidden_biases(model))
    ways = [fresh_eval_outputs(REFERENCE, m, inputs, PLAIN)[0].detach() for m in given_or_not]
    for output in expect_outputs(student(fresh_eval_outputs, model, inputs, state), 2, ways[0]):
        if not torch.allclose(output, ways[1], rtol=0.01, atol=0.01 * ways[1].abs().max().item()):
            expect_near(output, ways[0])


@probe(
    "add_batchnorm({model}), trained on batches of {constants} only, then in eval mode, given {inputs};"
    " requires_grad_({learns}) after the first batch"
)
def outputs_after_constant_batches(student, model, constants, inputs, learns):
    changed = student.add_batchnorm(model).train()
    for number, constant in enumerate(constants):
        changed(torch.full(((4, 2, 3)[number % 3], inputs.shape[1]), constant, dtype=inputs.dtype))
        changed.requires_grad_(learns)
    return changed.eval()(inputs)


@graded(points=1, hint="running = 0.9 * running + 0.1 * batch, once in every training step.")
@example(width=1, constants=[8.0, 2.0], learns=False, start=0.0, dtype=torch.float32)
@example(width=1, constants=[1e8 / 3], learns=True, start=1e7 / 3, dtype=torch.float64)  # float32 does not hold these
@given(
    width=sizes,
    constants=st.lists(st.sampled_from([8.0, -8.0, 2.0, -4.0]), min_size=1, max_size=3),
    learns=st.booleans(),
    start=st.just(0.0),
    dtype=st.just(torch.float32),
)
def test_a_training_step_moves_the_running_statistics_by_a_tenth(student, width, constants, learns, start, dtype):
    """Each training step moves running mean and variance a tenth of the way to those of the batch (momentum 0.1)."""
    # All rows of a batch are alike: its variance is 0, over N as well as over N - 1.
    model = mirror(width).to(dtype)
    inputs = torch.tensor([[start], [start + 4]], dtype=dtype).expand(2, width)
    known = {
        0.0: N_("The running statistics do not move."),
        1.0: N_("Only the last batch counts here: momentum is too large."),
        0.9: N_("This is a momentum of 0.9: PyTorch's momentum is the weight of the new batch, 0.1."),
        0.99: N_("This is a momentum of 0.99: PyTorch's momentum is the weight of the new batch, 0.1."),
        0.01: N_("This is a momentum of 0.01; PyTorch's default is 0.1."),
    }
    mistakes = {text: eval_outputs_with(momentum, constants, inputs) for momentum, text in known.items()}
    expected = outputs_after_constant_batches(REFERENCE, model, constants, inputs, learns).detach()
    expect_near(student(outputs_after_constant_batches, model, constants, inputs, learns), expected, mistakes)


def eval_outputs_with(momentum, constants, inputs):
    """Return what `mirror` gives in eval mode after these constant batches, with a momentum of `momentum`."""
    mean, variance = 0.0, 1.0
    for constant in constants:
        mean, variance = mean + momentum * (constant - mean), variance * (1 - momentum)
    return (inputs - mean) / (variance + 1e-5) ** 0.5


@probe("add_batchnorm({model}) in eval mode, given {inputs}, on which it was trained {steps} times before")
def outputs_after_many_steps(student, model, inputs, steps):
    changed = student.add_batchnorm(model).train()
    with torch.no_grad():
        for _step in range(steps):
            changed(inputs)
    return changed.eval()(inputs)


@graded(points=1, hint="The running variance follows the batch's unbiased one: the sum of squares over N - 1.")
def test_the_running_variance_is_the_unbiased_one(student):
    """After many steps on one batch of two rows, eval mode uses their mean and unbiased variance (over N - 1)."""
    inputs = torch.tensor([[0.0], [4.0]])
    centred = inputs - inputs.mean()
    mistakes = {
        "This is the biased variance (over N): right in training mode, but the running variance is over N - 1.": 4.0,
        "The running statistics do not move, or are not used.": None,
    }
    mistakes = {text: centred / v**0.5 if v else inputs for text, v in mistakes.items()}
    got = student(outputs_after_many_steps, mirror(1), inputs, MANY)
    expect_near(got, centred / 8**0.5, mistakes)


@probe("add_batchnorm({model}) in eval mode, given {inputs}, then {others}, and {inputs} again")
def repeated_eval_outputs(student, model, inputs, others):
    changed = student.add_batchnorm(model).train()
    changed(inputs)
    changed.eval()
    before = changed(inputs)
    changed(others)
    return [before, changed(inputs)]


@graded(points=0.5, idle=True, hint="Move the running statistics only where self.training is true.")
def test_eval_mode_does_not_move_the_running_statistics(student):
    """What was evaluated before changes nothing: running statistics move in training mode only."""
    inputs = torch.tensor([[4.0], [-8.0]])
    outputs = student(repeated_eval_outputs, mirror(1), inputs, torch.tensor([[40.0], [20.0]]))
    before, after = expect_outputs(outputs, 2, inputs)
    expect_close(after, before)


@probe(
    "add_batchnorm({model}) in training and in eval mode, after {steps} training steps on one batch;"
    " before, all its parameters were multiplied by 1.5 and 0.25 was added to them"
)
def outputs_in_both_modes(student, model, inputs, steps):
    changed = student.add_batchnorm(model).train()
    with torch.no_grad():
        changed(inputs)
        for parameter in changed.parameters():  # so that scales are not 1 any more, and shifts not 0
            parameter.mul_(1.5).add_(0.25)
        for _step in range(steps):
            trained = changed(inputs)
        return [trained, changed.eval()(inputs)]


@probe("add_batchnorm({model}) in eval mode, given {inputs}, before and after another add_batchnorm(model) was trained")
def outputs_of_two(student, model, inputs):
    before = student.add_batchnorm(model).eval()(inputs)
    student.add_batchnorm(model).train()(inputs)
    return [before, student.add_batchnorm(model).eval()(inputs)]


@graded(points=0.5, idle=True, hint="Make a new batch normalization for every layer, also where layers are alike.")
def test_every_layer_has_running_statistics_of_its_own(student):
    """After many steps on one batch, eval mode gives nearly what training mode gives, also where layers are alike."""
    activation = nn.LeakyReLU(0.5)  # one for all, which is no reason to share what comes before it
    model = nn.Sequential(identity_layer(2), activation, identity_layer(2), activation, identity_layer(2))
    inputs = torch.linspace(-20, 20, 64).reshape(32, 2) + 30  # with 32 rows over N or N - 1 is nearly the same
    trained, evaluated = expect_outputs(student(outputs_in_both_modes, model, inputs, MANY), 2, inputs)
    expect_close(evaluated, trained, rtol=0.06, atol=0.06)
    before, after = expect_outputs(student(outputs_of_two, model, inputs), 2, inputs)
    expect_close(after, before)  # and every network, also of one model


@probe(
    "the gradient of (output * {factors}).sum() at {inputs}, for add_batchnorm({model}) in training and in eval mode"
)
def gradients_at_the_inputs(student, model, inputs, factors):
    changed = student.add_batchnorm(model)
    gradients = []
    for training in (True, False):
        given = inputs.clone().requires_grad_()
        output = changed.train(training)(given)
        if training:
            changed(2 * inputs)  # before the gradient of the first
        if not output.requires_grad:
            return "no gradient" if training else "no gradient in eval mode"
        gradients += torch.autograd.grad((output * factors).sum(), given, allow_unused=True)
    return gradients


@graded(points=1, hint="Compute mean and variance with tensor operations, without detach(), .data or torch.no_grad().")
@given(factors=st.sampled_from([[1.0, 0, 0, 2], [1.0, 0, 3, 0], [-1.0, 1, 1, 4]]), width=sizes)
def test_gradients_flow_through_mean_and_variance(student, factors, width):
    """Shifting or stretching a whole batch changes no output of a hidden unit, so the gradients say so as well."""
    inputs = torch.tensor([[1.0], [2.0], [5.0], [10.0]]).repeat(1, width)
    factors = torch.tensor(factors).unsqueeze(1).expand_as(inputs)
    gradients = student(gradients_at_the_inputs, mirror(width), inputs, factors)
    gradient, in_eval_mode = expect_outputs(gradients, 2, inputs)
    size = gradient.abs().max().item()
    expect(size > 1e-4, got=gradient, expected=_("gradients other than 0"))
    shift, stretch = gradient.sum(0), (gradient * (inputs - inputs.mean(0))).sum(0)
    expect(
        bool((shift.abs() < 0.01 * size).all()),
        got=_("gradients that add up to {sum:.4g} over the batch").format(sum=shift[0].item()),
        expected=_("gradients that add up to 0 over the batch"),
        hint="The mean is part of the computation: let gradients flow through it.",
    )
    expect(
        bool((stretch.abs() < 0.05 * size).all()),
        got=_("(gradient * (input - mean)) adds up to {sum:.4g} over the batch").format(sum=stretch[0].item()),
        expected=_("(gradient * (input - mean)) adds up to 0 over the batch"),
        hint="The variance is part of the computation: let gradients flow through it.",
    )
    expected = gradients_at_the_inputs(REFERENCE, mirror(width), inputs, factors)[0]
    nearly = (gradient.abs().max() / expected.abs().max()).clamp(0.8, 1.25)  # N or N - 1 is another test's matter
    expect_near(gradient, nearly * expected)
    expect(bool((in_eval_mode != 0).any()), got=in_eval_mode, expected=_("gradients other than 0"))


@probe("the learnable numbers of add_batchnorm({model}) after loss.backward(): all, without gradient, with gradient 0")
def learnable_numbers(student, model, inputs, factors):
    changed = student.add_batchnorm(model).train()
    (changed(inputs) * factors).sum().backward()
    parameters = [parameter for parameter in changed.parameters() if parameter.requires_grad]
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    zeros = sum(int((grad.abs() < 1e-4).sum()) for grad in grads)
    return [sum(p.numel() for p in parameters), sum(p.numel() for p in parameters if p.grad is None), zeros]


@graded(points=1, hint="nn.Parameter makes a tensor learnable: a scale (from 1) and a shift (from 0) for each unit.")
@example(widths=[3, 3], bias=False, frozen=False)
@example(widths=[4, 2], bias=True, frozen=False)
@example(widths=[2, 3], bias=True, frozen=True)
@given(widths=st.lists(sizes, min_size=1, max_size=1), bias=st.booleans(), frozen=st.just(False))
def test_each_hidden_unit_gets_two_learnable_numbers(student, widths, bias, frozen):
    """Batch normalization adds a learnable scale and a learnable shift for each hidden unit, and all get gradients."""
    layers = [nn.Linear(n, m, bias=bias) for n, m in itertools.pairwise([3, *widths])]
    parts = [part for layer in layers for part in (layer, nn.ReLU())]
    model, hidden = fill(nn.Sequential(*parts, nn.Linear(widths[-1], 1)), PATTERN), sum(widths)
    model.requires_grad_(not frozen)
    inputs = 10 * torch.sin(torch.arange(24.0)).reshape(8, 3)  # irregular, so that no gradient is 0 by accident
    got = student(learnable_numbers, model, inputs, 10 * torch.cos(torch.arange(8.0) ** 2).reshape(8, 1))
    count, cut, zeros = expect_form(got, [int, int, int], expected=_("three numbers"))
    before = sum(parameter.numel() for parameter in model.parameters())
    right = [before + 2 * hidden, before + hidden if bias else -1]  # hidden layers' biases may be left out
    if frozen:  # whether a layer stays so, or becomes one without a bias, is left open
        free = [(0, layer.weight.numel(), layer.weight.numel() + len(layer.bias)) for layer in model[::2]]
        right += [2 * hidden + sum(chosen) for chosen in itertools.product(*free)]
    expect(
        count in right,
        got=_("{count} learnable numbers").format(count=count),
        expected=_("{count}: the given model's {before}, and 2 for each hidden unit").format(
            count=before + 2 * hidden, before=before
        ),
    )
    expect(cut == 0, got=_("{count} learnable numbers without gradient").format(count=cut), expected=_("none"))
    expect(
        # a bias in front of batch normalization changes nothing; in deep networks other numbers may happen to
        zeros <= (hidden if bias else 0) or len(widths) > 1,
        got=_("{count} learnable numbers that change nothing").format(count=zeros),
        expected=_("that each scale and shift changes the output"),
    )


@probe(
    "add_batchnorm({model}) in eval mode after training, given {inputs}; one that loads its state_dict(); a deep copy;"
    " and it again, after the copy was trained further; both in training mode; both after the copy's parameters doubled"
)
def outputs_after_loading(student, model, inputs):
    trained, loaded = student.add_batchnorm(copy.deepcopy(model)).train(), student.add_batchnorm(model)
    loaded.eval()(inputs[:1])
    for step in range(3):
        trained((step + 1) * inputs)
    loaded.load_state_dict(trained.state_dict())
    with torch.no_grad():  # whoever keeps what came last has kept no graph
        outputs = [trained.eval()(inputs[:1]), loaded(inputs[:1])]
    copied = copy.deepcopy(trained)
    outputs.append(copied(inputs[:1]))
    copied.train()(100 * inputs)
    outputs.append(trained(inputs[:1]))
    alone = torch.cat([network.train()(100 * inputs) for network in (copied, trained)])
    with torch.no_grad():
        for parameter in copied.parameters():
            parameter.mul_(2.0)
    moved = torch.cat([network.eval()(inputs[:1]) for network in (trained, copied)])
    return [outputs, alone, moved]


@graded(points=0.5, idle=True, hint="register_buffer makes a tensor a part of the module's state.")
def test_the_running_statistics_are_saved(student):
    """A network that loads a trained one's state_dict(), or is a deep copy of it, gives its outputs in eval mode."""
    model = mirror(2)
    model = nn.Sequential(*model[:2], fill(nn.Linear(4, 3), PATTERN), nn.ReLU(), fill(nn.Linear(3, 2), PATTERN))
    inputs = torch.tensor([[4.0, 1.0], [-8.0, 2.0], [2.0, -1.0]])
    form = [[inputs[:1]] * 4, torch.cat([inputs, inputs]), inputs[:2]]
    outputs, alone, moved = expect_form(student(outputs_after_loading, model, inputs), form, expected="outputs")
    for output in outputs[1:]:
        expect_close(output, outputs[0])
    hint = "A deep copy computes with layers of its own: a hook holds on to those of the network that it was made for."
    copied, original = alone.chunk(2)  # in training mode the batch decides, whatever was learned
    expect_near(copied, original, {hint: copied})
    apart = (moved[0] - moved[1]).abs().max() > 0.01 * moved[0].abs().max()
    expect(bool(apart), got=moved[1], expected="other outputs of the copy, whose parameters are others", hint=hint)


@probe("add_batchnorm({model}), given {inputs}, in eval and in training mode")
def fresh_outputs(student, model, inputs):
    changed = student.add_batchnorm(model)
    return [changed.eval()(inputs), changed.train()(inputs)]


@graded(points=0.5, idle=True, hint="Give what you create the dtype of the weights: nn.BatchNorm1d(n, dtype=...).")
def test_a_float64_model_computes_in_float64(student):
    """Where the given model is of float64, so are the outputs, with all their digits."""
    model, inputs = mirror(1).double(), torch.tensor([[0.1], [0.2], [-0.7]], dtype=torch.float64)
    evaluated, trained = expect_outputs(student(fresh_outputs, model, inputs), 2, inputs)
    expected = fresh_outputs(REFERENCE, model, inputs)[0].detach()
    expect_close(evaluated, expected * (evaluated[0] / expected[0]).clamp(0.99, 1.01))  # whatever epsilon is
    rounded = torch.equal(trained, trained.float().double())  # whatever is computed in training mode
    expect(
        not rounded, got=_("outputs of no more digits than float32 has"), expected=_("outputs with all their digits")
    )


@probe("add_batchnorm(model), given {inputs}, for {model}, all on another device than torch's default one")
def kinds_of_outputs(student, model, inputs):
    return kinds_elsewhere(student.add_batchnorm, model, inputs)


@graded(
    points=0.5,
    idle=True,
    hint="Put what you create where the weights are: nn.BatchNorm1d(n, device=layer.weight.device).",
)
def test_it_computes_where_the_model_is(student):
    """What is created is on the given model's device, and so are the outputs."""
    got = student(kinds_of_outputs, mirror(2), torch.tensor([[1.0, 2.0], [3.0, -4.0], [0.0, 8.0]]))
    expect_kinds(got, (3, 2))


@graded(points=0.5, hint="PyTorch's default for eps is 1e-5; it is added to the variance, under the square root.")
def test_epsilon_is_that_of_pytorch(student):
    """Where a batch hardly varies, 1e-5 is added to the variance before the square root is taken, in both modes."""
    for size in (0.002, 0.01, 0.005):
        inputs = torch.tensor([[size], [-size]]).repeat(64, 1)  # with 128 rows over N or N - 1 is nearly the same
        expect_near(student(train_outputs, mirror(1), inputs), train_outputs(REFERENCE, mirror(1), inputs).detach())
    few = inputs[:16]
    output = student(outputs_after_many_steps, mirror(1), few, MANY)
    output = expect_tensor(output, shape=tuple(few.shape), dtype=few.dtype)
    largest = outputs_after_many_steps(REFERENCE, mirror(1), few, MANY).abs().max().item()
    # smaller ones come of running statistics that have not arrived, slightly larger ones of N for N - 1: others' matter
    expect(output.abs().max().item() < 1.05 * largest, got=output, expected=_("1e-5 added in eval mode as well"))


@probe("what add_batchnorm changes in {model}, handed in as {state}")
def what_it_changes(student, model, state):
    return what_differs(student, "add_batchnorm", handed_in(model, state))


@graded(points=0.5, idle=True, hint="Work on copy.deepcopy(model), or put its layers into a new nn.Sequential.")
@example(network=network_with(nn.Tanh()), state=IN_EVAL_MODE)
@example(network=network_with(nn.Tanh()), state=ACTIVATION_IN_EVAL_MODE)
@example(network=network_with(nn.Tanh()), state=FROZEN)
@example(network=network_with(nn.Tanh()), state=NO_GRAD)
@example(network=network_with(nn.Tanh()), state=MY_COUNTERS)
@given(network=networks(), state=st.sampled_from(MODES))
@settings(max_examples=16)  # each example costs a right solution a few milliseconds
def test_the_given_model_is_left_as_it_was(student, network, state):
    """The given model keeps its layers, parameters, gradients and mode."""
    expect_no_changes(student(what_it_changes, network[0], state))
