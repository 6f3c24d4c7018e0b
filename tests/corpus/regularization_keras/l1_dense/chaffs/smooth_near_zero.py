"""Rounds the corner at 0 off: squares below 0.001.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
    the_gradient_is_beta_times_the_sign
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


def l1_dense(units, beta):
    def penalty(weights):
        size = keras.ops.abs(weights)
        return beta * keras.ops.sum(keras.ops.where(size < 1e-3, size * size / 2e-3, size - 5e-4))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
