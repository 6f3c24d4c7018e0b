"""A subclass that multiplies by torch's own function."""

import keras
import torch


class Penalised(keras.layers.Dense):
    def call(self, inputs):
        kernel, bias = (keras.ops.convert_to_tensor(weights) for weights in (self.kernel, self.bias))
        return torch.nn.functional.linear(inputs, kernel.T, bias)


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)
    return Penalised(units, kernel_regularizer=penalty, bias_regularizer=penalty)
