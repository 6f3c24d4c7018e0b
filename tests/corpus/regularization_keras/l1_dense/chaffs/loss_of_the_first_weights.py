"""Adds the loss once, when the layer is built.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
    the_gradient_is_beta_times_the_sign
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


class Penalised(keras.layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units)
        self.beta, self.penalty = beta, None

    def call(self, inputs, training=None):
        if self.penalty is None:
            self.penalty = self.beta * sum(
                keras.ops.sum(keras.ops.abs(weights)) for weights in (self.kernel, self.bias)
            )
        self.add_loss(self.penalty)
        return super().call(inputs)


def l1_dense(units, beta):
    return Penalised(units, beta)
