"""Takes weights below 0.001 for zero.

Fails:
    the_gradient_is_beta_times_the_sign
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


def l1_dense(units, beta):
    def penalty(weights):
        large = keras.ops.where(keras.ops.abs(weights) < 1e-3, 0.0, weights)
        return beta * keras.ops.sum(keras.ops.abs(large))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
