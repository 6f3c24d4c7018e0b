"""Counts the larger one of the kernel's and the bias's penalty.

Fails:
    the_bias_adds_its_share
    the_gradient_is_beta_times_the_sign
"""

import keras


class Penalised(keras.layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units)
        self.beta = beta

    def call(self, inputs, training=None):
        kernel, bias = (keras.ops.sum(keras.ops.abs(weights)) for weights in (self.kernel, self.bias))
        self.add_loss(self.beta * keras.ops.maximum(kernel, bias))
        return super().call(inputs)


def l1_dense(units, beta):
    return Penalised(units, beta)
