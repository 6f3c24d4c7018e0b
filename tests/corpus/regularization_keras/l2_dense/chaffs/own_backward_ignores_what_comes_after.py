"""A backward pass of its own that forgets the gradient that comes in.

Fails:
    the_gradient_is_twice_beta_times_the_weight
"""

import keras
import torch


class Penalty(torch.autograd.Function):
    @staticmethod
    def forward(ctx, weights, beta):
        ctx.save_for_backward(weights)
        ctx.beta = beta
        return beta * weights.square().sum()

    @staticmethod
    def backward(ctx, gradient):
        (weights,) = ctx.saved_tensors
        return ctx.beta * 2 * weights, None


def l2_dense(units, beta):
    def penalty(weights):
        return Penalty.apply(keras.ops.convert_to_tensor(weights), beta)

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
