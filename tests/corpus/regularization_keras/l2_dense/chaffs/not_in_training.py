"""Adds the loss in inference only: the condition is the wrong way round.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


class Penalised(keras.layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units)
        self.beta = beta

    def call(self, inputs, training=None):
        if not training:
            self.add_loss(
                self.beta * sum(keras.ops.sum(keras.ops.square(weights)) for weights in (self.kernel, self.bias))
            )
        return super().call(inputs)


def l2_dense(units, beta):
    return Penalised(units, beta)
