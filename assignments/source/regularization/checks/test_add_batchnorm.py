"""add_batchnorm: seen through a network of glass, which shows what its hidden layer gives to the activation."""

import torch
from torch import nn

from autograder.testing import expect, expect_close, expect_tensor, graded, probe


def glass():
    """Return a network that shows what its hidden layer gives to the activation.

    An input u has two hidden units, u and -u, and the output layer computes relu(u) - relu(-u), which is u again.
    """
    model = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0], [-1.0]]))
        model[2].weight.copy_(torch.tensor([[1.0, -1.0]]))
        model[0].bias.zero_()
        model[2].bias.zero_()
    return model


@probe("add_batchnorm({model}) in training mode, given {inputs}")
def in_training_mode(student, model, inputs):
    return student.add_batchnorm(model).train()(inputs)


@graded(hint="Put nn.BatchNorm1d between the hidden Linear and its activation.")
def test_a_training_batch_is_normalized(student):
    """In training mode a batch of -1 and 3 arrives at the activation as -1 and 1: mean 0, variance 1."""
    got = student(in_training_mode, glass(), torch.tensor([[-1.0], [3.0]]))
    expect_close(got, torch.tensor([[-1.0], [1.0]]), rtol=1e-3)


@graded(idle=True, hint="The output layer is the last Linear: no batch normalization follows it.")
def test_the_output_is_not_normalized(student):
    """A network without hidden layers computes what it computed before."""
    model, inputs = nn.Sequential(nn.Linear(2, 3)), torch.tensor([[1.0, 2.0], [3.0, -4.0]])
    expect_close(student(in_training_mode, model, inputs), model(inputs).detach())


@probe("add_batchnorm({model}) in eval mode, given {inputs}, after one training batch of 10 and 10")
def in_eval_mode(student, model, inputs):
    changed = student.add_batchnorm(model).train()
    changed(torch.tensor([[10.0], [10.0]]))
    return changed.eval()(inputs)


@graded(hint="Keep PyTorch's defaults: the running mean moves a tenth of the way to the batch's mean.")
def test_eval_mode_uses_running_statistics(student):
    """After one batch of mean 10 and variance 0, the running mean is 1 and the running variance 0.9."""
    got = student(in_eval_mode, glass(), torch.tensor([[1.0]]))
    expect_close(got, torch.tensor([[0.0]]), atol=1e-3)
    got = student(in_eval_mode, glass(), torch.tensor([[1.9]]))
    expect_close(got, torch.tensor([[0.9**0.5]]), rtol=1e-3)


@probe("how many learnable numbers add_batchnorm({model}) has")
def learnable_numbers(student, model):
    changed = student.add_batchnorm(model).train()
    changed(torch.ones(2, 3))
    return sum(parameter.numel() for parameter in changed.parameters())


@graded(hint="Normalize every hidden layer, and keep affine=True, the default.")
def test_each_hidden_unit_gets_two_learnable_numbers(student):
    """Batch normalization adds a scale and a shift for each of the 4 + 5 hidden units: 18 learnable numbers."""
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 1))
    before = sum(parameter.numel() for parameter in model.parameters())
    got = student(learnable_numbers, model)
    # The biases of the 9 hidden units may be left out: batch normalization has shifts of its own.
    expect(got in (before + 18, before + 9), got=got, expected=before + 18)


@probe("{model} itself, given {inputs} in training mode, after add_batchnorm(model)")
def given_model(student, model, inputs):
    student.add_batchnorm(model)
    return model.train()(inputs)


@graded(idle=True, hint="Work on copy.deepcopy(model), or put its layers into a new nn.Sequential.")
def test_the_given_model_is_left_as_it_was(student):
    """The given model itself is not normalized."""
    inputs = torch.tensor([[1.0], [5.0]])
    got = expect_tensor(student(given_model, glass(), inputs), shape=(2, 1), dtype=torch.float32)
    expect_close(got, inputs)
