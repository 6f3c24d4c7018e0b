"""Shrinks the kernel at each call in training mode besides: decay without an optimizer.

Fails:
    a_model_adds_up_its_layers_losses
    it_computes_what_a_plain_dense_layer_computes
    nothing_holds_its_weights_back
    the_bias_adds_its_share
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


class Shrinking(keras.layers.Dense):
    def __init__(self, units, beta):
        penalty = keras.regularizers.L1(beta)
        super().__init__(units, kernel_regularizer=penalty, bias_regularizer=penalty)
        self.beta = beta

    def call(self, inputs, training=None):
        if training:
            self.kernel.assign(self.kernel * (1 - min(self.beta, 0.1)))
        return super().call(inputs)


def l1_dense(units, beta):
    return Shrinking(units, beta)
