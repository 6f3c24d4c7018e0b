"""l2_dense: what a layer adds to the losses, worked out by hand."""

import keras
import torch

from autograder.testing import expect, expect_close, expect_tensor, graded, probe


@probe("the sum of l2_dense(1, 0.1).losses with the kernel {kernel} and the bias {bias}")
def loss(student, kernel, bias):
    layer = student.l2_dense(1, 0.1)
    layer.build((None, len(kernel)))
    layer.set_weights([torch.tensor(kernel).numpy(), torch.tensor(bias).numpy()])
    layer(torch.ones(1, len(kernel)))
    return torch.as_tensor(sum(layer.losses, 0.0))


@graded(hint="Give the layer a kernel_regularizer: keras.regularizers.L2(beta).")
def test_the_kernel_counts(student):
    """For the kernel values 1 and -2 and beta = 0.1 the layer adds 0.1 · (1 + 4) = 0.5."""
    expect_close(
        student(loss, [[1.0], [-2.0]], [0.0]),
        torch.tensor(0.5),
        mistakes={
            "Nothing is added to the losses.": torch.tensor(0.0),
            "This is the sum of absolute values; L2 takes squares.": torch.tensor(0.3),
            "Half is missing: Keras has no factor 1/2.": torch.tensor(0.5 / 2),
        },
    )


@graded(hint="The bias needs a regularizer of its own: bias_regularizer.")
def test_the_bias_counts(student):
    """For the bias 4 and beta = 0.1 the layer adds 0.1 · 16 = 1.6."""
    expect_close(student(loss, [[0.0], [0.0]], [4.0]), torch.tensor(1.6))


@probe("the gradient of the sum of l2_dense(1, 0.1).losses with the kernel {kernel}")
def gradient(student, kernel):
    layer = student.l2_dense(1, 0.1)
    layer.build((None, len(kernel)))
    layer.set_weights([torch.tensor(kernel).numpy(), torch.zeros(1).numpy()])
    layer(torch.ones(1, len(kernel)))
    total = torch.as_tensor(sum(layer.losses, 0.0))
    if not total.requires_grad:
        return "no gradient: the losses are cut off from the weights"
    return torch.autograd.grad(total, layer.kernel.value)[0]


@graded(hint="Stay with tensors in a regularizer of your own: float() and .detach() cut off the gradient.")
def test_the_gradient_reaches_the_kernel(student):
    """The gradient at each value of the kernel is 2 · beta times the value."""
    expect_close(student(gradient, [[1.0], [-2.0]]), torch.tensor([[0.2], [-0.4]]))


@probe("the outputs of l2_dense({units}, 0.1) with a kernel full of -1 and a bias full of 0.5, given {inputs}")
def outputs(student, units, inputs):
    layer = student.l2_dense(units, 0.1)
    if not isinstance(layer, keras.layers.Dense):
        return "something else"
    layer.build(tuple(inputs.shape))
    layer.set_weights([-torch.ones(inputs.shape[1], units).numpy(), torch.full((units,), 0.5).numpy()])
    return layer(inputs)


@graded(hint="Pass units on, keep the bias, and give the layer no activation.")
def test_it_is_a_dense_layer(student):
    """It is a keras.layers.Dense with a bias and no activation, as wide as units says."""
    got = student(outputs, 3, torch.tensor([[1.0, 2.0]]))
    expect(not isinstance(got, str), got=got, expected="a keras.layers.Dense")
    got = expect_tensor(got, shape=(1, 3), dtype=torch.float32, hint="")
    expect_close(got, torch.full((1, 3), -2.5), mistakes={"An activation changes the outputs.": torch.zeros(1, 3)})
